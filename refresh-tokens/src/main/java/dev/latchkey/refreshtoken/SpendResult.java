package dev.latchkey.refreshtoken;

/** What became of the attempt to spend a refresh token. */
public enum SpendResult {
    /** It is spent now. */
    FIRST,
    /** It was spent before, and may be presented again. */
    AGAIN,
    /** It, or another token of its rank, was spent before. */
    REUSED
}
