package dev.latchkey.it.flow;

/** The flows that an app goes through without a browser, by the names that {@code docs/flows.md} has for them. */
enum NativeFlow {

    SIGN_IN("sign-in of an app"), REGISTRATION("registration by an app"), SIGN_UP_CODE("sign-up code of an app"),
    RESET("password reset by an app"), VERIFY_EMAIL("verify e-mail by an app");

    private final String row;

    NativeFlow(String row) {
        this.row = row;
    }

    String row() {
        return row;
    }

    /** Whether it asks for a code of an account whose address is not proven yet, and of no other. */
    boolean provesAnAccount() {
        return this == SIGN_UP_CODE || this == VERIFY_EMAIL;
    }
}
