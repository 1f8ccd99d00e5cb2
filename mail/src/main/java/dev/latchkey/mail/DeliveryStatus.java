package dev.latchkey.mail;

/** The state of a mail's delivery. */
public enum DeliveryStatus {
    /** In the queue, or being handed over. */
    QUEUED,
    /** The mail server did not accept it; another attempt will follow. */
    RETRYING,
    /** The mail server has accepted it. */
    SENT,
    /** It was not sent and will not be sent. */
    FAILED,
    /** It has reached its reader's device, as the network reports. */
    DELIVERED,
    /** It has left, and will not reach its reader, as the network reports. */
    BOUNCED
}
