/** Entities, statements and purge of the outbox. */
package dev.latchkey.webhook.jpa;
