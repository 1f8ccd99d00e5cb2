package dev.latchkey.webhook;

/**
 * The numbers of events in the outbox, each counted up to {@value #COUNTED}: to count a longer backlog would cost more
 * than to send it.
 *
 * @param waiting events that wait to be sent
 * @param dead    events that were given up, and are kept
 * @param oldest  when the oldest of those that wait was recorded, epoch milliseconds; 0 when none waits
 */
public record OutboxState(long waiting, long dead, long oldest) {

    /** The number that stands for itself and all greater ones. */
    public static final int COUNTED = 10_000;
}
