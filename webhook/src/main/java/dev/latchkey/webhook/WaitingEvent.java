package dev.latchkey.webhook;

/**
 * An event that waits in the outbox, without its content.
 *
 * @param id          the event's id; ids ascend in the order of recording
 * @param subject     whose events keep their order; empty for an event that needs no order
 * @param createdAt   when it was recorded, epoch milliseconds
 * @param nextAttempt before when it must not be sent again, epoch milliseconds; 0 when it has not failed yet
 */
public record WaitingEvent(String id, String subject, long createdAt, long nextAttempt) {

    boolean ordered() {
        return !subject.isEmpty();
    }
}
