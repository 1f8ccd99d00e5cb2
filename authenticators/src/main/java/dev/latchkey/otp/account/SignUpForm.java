package dev.latchkey.otp.account;

import java.util.List;
import java.util.Map;

/**
 * What somebody asks for who signs up.
 *
 * @param profile  the attributes of the account by name, as the realm's user profile knows them; among them
 *                 {@code email}, and {@code username} unless the realm takes the address for it
 * @param password the password; may be null, which is an error of the form
 */
public record SignUpForm(Map<String, List<String>> profile, String password) {

    /** Never shows the password. */
    @Override
    public String toString() {
        return "SignUpForm" + profile.keySet();
    }
}
