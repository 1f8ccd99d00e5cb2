package dev.latchkey.risk;

/** What is noted of an account besides its sign-ins: only when it was noticed last. */
public enum AccountMark {

    /** An old secret of one of its devices or apps was presented. */
    REPLAY,
    /** Its owner has changed the e-mail address. */
    EMAIL_CHANGE
}
