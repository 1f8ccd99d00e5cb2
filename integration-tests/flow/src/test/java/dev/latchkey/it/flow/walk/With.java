package dev.latchkey.it.flow.walk;

/** With what a secret is answered. */
enum With {

    /** With what is asked for, where one has it. */
    RIGHT(""),
    /** With another code or password that one has. */
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
