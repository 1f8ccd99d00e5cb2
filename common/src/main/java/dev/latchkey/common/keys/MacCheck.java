package dev.latchkey.common.keys;

/** The result of checking a MAC. */
public enum MacCheck {
    /** Message and MAC belong together. */
    MATCH,
    /** Message and MAC do not belong together. */
    MISMATCH,
    /** The key is not known here: rotated away, or a pepper that only another node has. Treat as a refusal. */
    UNKNOWN_KEY
}
