package dev.latchkey.it.flow.walk;

/** The user whose name is entered into a form. */
enum Who {

    VICTIM("the victim"),
    /** A user without an account at first. */
    NEWCOMER("the newcomer"),
    /** The attacker. */
    SELF("himself"),
    /** The attacker's other account. */
    OTHER_SELF("his other account"),
    /** A new address of the attacker's. */
    FRESH("a new address of his own");

    private final String text;

    Who(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
