/** Entity, statements and purge of the memory of sign-ins. */
package dev.latchkey.notification.jpa;
