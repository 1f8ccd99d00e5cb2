package dev.latchkey.otp;

/** What a code or link is for. One purpose's code never serves another: the purpose is part of what the MAC covers. */
public enum Purpose {

    /** Signing in, before any other factor: anybody who knows a name can ask for it. */
    FIRST_FACTOR("first_factor"),
    /** Signing in, after a first factor. */
    SECOND_FACTOR("second_factor"),
    /** Proving the mailbox of an account that was just signed up for. */
    SIGN_UP("signup"),
    /** Setting a new password in place of a forgotten one. */
    PASSWORD_RESET("password_reset"),
    /** Proving that the mailbox of an existing account is its owner's. */
    VERIFY_EMAIL("verify_email");

    private final String id;

    Purpose(String id) {
        this.id = id;
    }

    /** @return whether its code is a step of a sign-in, which runs a flow */
    public boolean signsIn() {
        return this == FIRST_FACTOR || this == SECOND_FACTOR;
    }

    /** @return the name under which it is stored */
    public String id() {
        return id;
    }
}
