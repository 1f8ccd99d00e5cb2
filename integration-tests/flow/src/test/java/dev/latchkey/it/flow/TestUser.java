package dev.latchkey.it.flow;

/**
 * Somebody with an account.
 *
 * @param id       the account
 * @param username its name, different for every user of a test run
 * @param email    its address; null when it has none
 */
record TestUser(String id, String username, String email) {

    /** Everybody's password. */
    static final String PASSWORD = "correct horse battery staple";
}
