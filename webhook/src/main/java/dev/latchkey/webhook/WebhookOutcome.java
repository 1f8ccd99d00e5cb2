package dev.latchkey.webhook;

/** The result of one delivery. */
public enum WebhookOutcome {
    /** The receiver has accepted the event. */
    DELIVERED,
    /** The receiver answered with another status than 2xx. */
    REFUSED,
    /** There was no answer in time, or no connection. */
    UNREACHABLE
}
