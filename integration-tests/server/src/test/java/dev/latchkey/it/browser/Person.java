package dev.latchkey.it.browser;

import dev.latchkey.it.kit.Admin;

/** Somebody with an account in the demo realm. */
record Person(String username, String password) {

    static final Person ALICE = demo("alice");
    /** Has to confirm his address. */
    static final Person BOB = demo("bob");

    private static Person demo(String username) {
        return new Person(username, username + "-demo-password");
    }

    String email() {
        return Admin.address(username);
    }
}
