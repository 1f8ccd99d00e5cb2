package dev.latchkey.it.browser;

import dev.latchkey.it.kit.Admin;

/** A user account of the demo realm. */
record BrowserUser(String username, String password) {

    static final BrowserUser ALICE = demo("alice");
    /** Whose address has to be verified. */
    static final BrowserUser BOB = demo("bob");

    private static BrowserUser demo(String username) {
        return new BrowserUser(username, username + "-demo-password");
    }

    String email() {
        return Admin.address(username);
    }
}
