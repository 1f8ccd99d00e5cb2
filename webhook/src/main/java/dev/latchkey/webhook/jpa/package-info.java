/** The outbox: its entities, {@link dev.latchkey.webhook.jpa.EventOutbox} with the statements, and its purge. */
package dev.latchkey.webhook.jpa;
