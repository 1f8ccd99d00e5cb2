package dev.latchkey.sms;

/** What a delivery receipt says of a text. */
public enum ReceiptState {
    /** The phone has it. */
    DELIVERED,
    /** The phone will not get it. */
    UNDELIVERED,
    /** Nothing final, or nothing that is known here. */
    OTHER
}
