package dev.latchkey.webhook;

/**
 * The numbers of events in the outbox.
 *
 * @param waiting events that wait to be sent
 * @param dead    events that were given up, and are kept
 * @param oldest  when the oldest of those that wait was recorded, epoch milliseconds; 0 when none waits
 */
public record OutboxState(long waiting, long dead, long oldest) {
}
