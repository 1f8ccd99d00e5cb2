package dev.latchkey.it.flow;

/**
 * A user account.
 *
 * @param id       id of the account
 * @param username user name, different for every user of a test run
 * @param email    e-mail address; null when it has none
 */
record TestUser(String id, String username, String email) {

    /** The password of every test user. */
    static final String PASSWORD = "correct horse battery staple";
}
