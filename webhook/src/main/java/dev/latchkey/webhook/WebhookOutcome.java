package dev.latchkey.webhook;

/** What came of one delivery. */
public enum WebhookOutcome {
    /** The receiver has it. */
    DELIVERED,
    /** The receiver answered, and did not take it. */
    REFUSED,
    /** There was no answer in time, or no connection. */
    UNREACHABLE
}
