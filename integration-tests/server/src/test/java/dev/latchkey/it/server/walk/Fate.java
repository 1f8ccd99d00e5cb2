package dev.latchkey.it.server.walk;

/** What a model expects of a credential that is presented. */
enum Fate {

    WORKS, REFUSED,
    /** The documents promise neither, as for a code that was not used before its key was retired. */
    EITHER;

    boolean allows(boolean accepted) {
        return this == EITHER || accepted == (this == WORKS);
    }
}
