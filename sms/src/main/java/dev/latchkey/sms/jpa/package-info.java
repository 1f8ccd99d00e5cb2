/** What texts have cost: entity, statements and purge. */
package dev.latchkey.sms.jpa;
