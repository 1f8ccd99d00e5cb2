package dev.latchkey.otp.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers {@link EmailOtpAuthenticator} to flows as {@value #ID}. */
public final class EmailOtpAuthenticatorFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-email-otp";

    private final EmailOtpAuthenticator authenticator = new EmailOtpAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return authenticator;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey e-mail code";
    }

    @Override
    public String getHelpText() {
        return "Mails a one-time code and link to the user's address and asks for it. Its numbers are the "
                + "configuration of the required action 'Latchkey: verify e-mail by code'.";
    }
}
