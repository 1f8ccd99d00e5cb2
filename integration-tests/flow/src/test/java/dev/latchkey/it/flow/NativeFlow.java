package dev.latchkey.it.flow;

/** The flows that an app goes through without a browser, by their names in {@code docs/flows.md}. */
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

    /** Whether it asks for a code only where the account's address is not verified yet. */
    boolean provesAnAccount() {
        return this == SIGN_UP_CODE || this == VERIFY_EMAIL;
    }
}
