package dev.latchkey.it.flow.walk;

/** The answer to a request for a secret. */
enum With {

    /** The secret that is asked for, where the user has it. */
    RIGHT(""),
    /** Another code or password that the user has. */
    OTHER(" with another secret that he has"),
    WRONG(" with a wrong secret");

    private final String text;

    With(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
