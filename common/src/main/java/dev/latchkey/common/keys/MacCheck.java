package dev.latchkey.common.keys;

/** What came of checking a MAC. */
public enum MacCheck {
    /** Message and MAC belong together. */
    MATCH,
    /** They do not. */
    MISMATCH,
    /** The key is not known here: rotated away, or a pepper that only another node has. Treat as a refusal. */
    UNKNOWN_KEY
}
