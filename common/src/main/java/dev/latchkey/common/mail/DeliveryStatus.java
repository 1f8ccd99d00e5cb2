package dev.latchkey.common.mail;

/** Where a mail is on its way. */
public enum DeliveryStatus {
    /** In the queue, or being handed over. */
    QUEUED,
    /** The mail server did not take it; another try will follow. */
    RETRYING,
    /** The mail server has it. */
    SENT,
    /** It never left and never will. */
    FAILED
}
