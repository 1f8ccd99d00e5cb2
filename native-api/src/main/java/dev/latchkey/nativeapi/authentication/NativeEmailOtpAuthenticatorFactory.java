package dev.latchkey.nativeapi.authentication;

import dev.latchkey.common.mail.MailDelivery;
import dev.latchkey.otp.authentication.OtpStepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers {@link NativeEmailOtpAuthenticator} to flows as {@value #ID}. */
public final class NativeEmailOtpAuthenticatorFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-direct-email-otp";

    private final NativeEmailOtpAuthenticator authenticator =
            new NativeEmailOtpAuthenticator(MailDelivery.CHANNEL);

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
        return "Latchkey e-mail code for apps";
    }

    @Override
    public String getHelpText() {
        return "Mails a one-time code to the user's address and asks an app for it, in the flow of native sign-in or "
                + "in a direct grant flow. Its numbers are the configuration of the required action "
                + "'Latchkey: verify e-mail by code'.";
    }
}
