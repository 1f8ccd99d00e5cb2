package dev.latchkey.sample;

import java.io.IOException;
import java.util.Map;

/**
 * A new password for a user who has forgotten the old one. It ends every session and every trusted device, this one
 * included.
 */
public final class PasswordReset implements CodeDialog {

    private final MailChallenge challenge;

    PasswordReset(MailChallenge challenge) {
        this.challenge = challenge;
    }

    /**
     * Has a code mailed. The response does not reveal whether there is such an account.
     *
     * @param address e-mail address or user name, not blank
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step begin(String address) throws IOException {
        return challenge.begin("challenges", Map.of("purpose", "password_reset", "address", address));
    }

    /**
     * @param code        what the user has typed, not blank
     * @param newPassword a password; one that the realm's policy refuses costs no attempt
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step verify(String code, String newPassword) throws IOException {
        return challenge.verify(Map.of("code", code, "password", newPassword));
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
