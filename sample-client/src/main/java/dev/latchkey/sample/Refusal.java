package dev.latchkey.sample;

/** Why the server refused the user's request. */
public enum Refusal {
    /** The code was verified, and counted. */
    WRONG_CODE,
    /** No code at all; not counted. */
    MALFORMED_CODE,
    /** The code has had its attempts; another mail brings another. */
    CODE_USED_UP,
    /** The code is expired, used or replaced; another mail brings another. */
    CODE_EXPIRED,
    /** No further mail is sent in this attempt. */
    NO_MAILS_LEFT,
    /** No mail can be sent at the moment. */
    MAIL_BUSY,
    /** User name or password are wrong, or the account may not sign in; the server does not reveal which. */
    WRONG_CREDENTIALS,
    /** The attempt is over; start over. */
    OVER,
    /** Neither this nor another attempt helps until an admin does something. */
    DENIED
}
