/** What is remembered of earlier sign-ins: entity, statements and purge. */
package dev.latchkey.notification.jpa;
