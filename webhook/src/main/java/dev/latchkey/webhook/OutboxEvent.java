package dev.latchkey.webhook;

/**
 * An event that waits for its receiver.
 *
 * @param id       stable over all attempts; a later event of the same node has a greater one
 * @param realmId  the realm
 * @param subject  whose events keep their order: a user's id; empty for an event without an order
 * @param body     what to send
 * @param attempts how often it was sent in vain
 */
public record OutboxEvent(String id, String realmId, String subject, String body, int attempts) {
}
