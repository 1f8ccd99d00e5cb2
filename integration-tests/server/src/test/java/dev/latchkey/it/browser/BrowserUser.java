package dev.latchkey.it.browser;

import dev.latchkey.it.kit.Admin;

/** Somebody with an account in the demo realm. */
record BrowserUser(String username, String password) {

    static final BrowserUser ALICE = demo("alice");
    /** Has to confirm his address. */
    static final BrowserUser BOB = demo("bob");

    private static BrowserUser demo(String username) {
        return new BrowserUser(username, username + "-demo-password");
    }

    String email() {
        return Admin.address(username);
    }
}
