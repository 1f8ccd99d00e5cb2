package dev.latchkey.sample;

import java.io.IOException;
import java.util.Map;

/** A sign-up in the app. The account is pending, and can do nothing, until the code of the mail was typed. */
public final class Registration implements CodeDialog {

    private final MailChallenge challenge;

    Registration(MailChallenge challenge) {
        this.challenge = challenge;
    }

    /**
     * Makes the account and has the code mailed. An address that has an account already is answered the same: its owner
     * gets a mail that says so, and no code is right.
     *
     * @param attributes of the realm's user profile; which, the realm decides
     * @param password   as the realm's policy wants it
     * @return what the app shows next
     * @throws IOException if there was no answer; a sign-up that is sent again replaces the one before
     */
    public Step begin(Map<String, String> attributes, String password) throws IOException {
        return challenge.begin("registrations", Map.of("attributes", attributes, "password", password));
    }

    /**
     * @param code what the user has typed, not blank
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step verify(String code) throws IOException {
        return challenge.verify(Map.of("code", code));
    }

    @Override
    public boolean underWay() {
        return challenge.underWay();
    }

    @Override
    public Step resend() throws IOException {
        return challenge.resend();
    }
}
