package dev.latchkey.otp;

/** What a code or link is for. One purpose's code never serves another: the purpose is part of what the MAC covers. */
public enum Purpose {

    /** Signing in. */
    SIGN_IN("signin"),
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

    /** @return the name under which it is stored */
    public String id() {
        return id;
    }
}
