package dev.latchkey.otp;

/** What a message of a channel costs the realm. */
public enum MessageCost {

    /** Nothing, as for mails. */
    FREE,
    /** Money, as for texts: somebody may cause messages because they are paid for them. */
    PAID;

    /** @return whether of several messages that wait with the same code the newest alone is sent */
    public boolean newestAlone() {
        return this == PAID;
    }
}
