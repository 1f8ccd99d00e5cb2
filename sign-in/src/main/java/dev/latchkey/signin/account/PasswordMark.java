package dev.latchkey.signin.account;

/**
 * What was remembered of an account's password: which attribute was read, and a hash.
 *
 * @param source name of the attribute; empty or null when none was read, or it had no value
 * @param hash   SHA-256 of its value and of the time when Keycloak's own password was set, bound to the account
 */
public record PasswordMark(String source, String hash) {

    /** Longest name of an attribute that is read: what Keycloak stores, and what a row holds. */
    public static final int MAX_SOURCE = 255;

    /**
     * @param configured name of an attribute, as a policy has it; may be null
     * @return the name; empty for none
     * @throws IllegalArgumentException if no attribute can have that name; the message does not repeat it
     */
    public static String source(String configured) {
        String name = configured == null ? "" : configured.strip();
        if (name.length() > MAX_SOURCE) {
            throw new IllegalArgumentException("password_attribute must have at most " + MAX_SOURCE + " characters");
        }
        return name;
    }

    /** @return whether an attribute was read */
    public boolean named() {
        return source != null && !source.isEmpty();
    }
}
