package dev.latchkey.refreshtoken;

/** The result of the attempt to spend a refresh token. */
public enum SpendResult {
    /** The token was not spent before and is spent now. */
    FIRST,
    /** It was spent before, and may be presented again. */
    AGAIN,
    /** It, or another token of its rank, was spent before. */
    REUSED
}
