package dev.latchkey.nativeapi.authentication;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.authentication.OtpStepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers {@link NativeEmailOtpAuthenticator} to flows as {@value #ID}. */
public final class NativeTextOtpAuthenticatorFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-direct-sms-otp";

    private final NativeEmailOtpAuthenticator authenticator =
            new NativeEmailOtpAuthenticator(PhoneIdentifiers.CHANNEL);

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
        return "Latchkey text-message code for apps";
    }

    @Override
    public String getHelpText() {
        return "Sends a one-time code to the telephone number that the user has proven and asks an app for it, in the "
                + "flow of native sign-in or in a direct grant flow. After a first factor alone; as an alternative, it "
                + "leaves users without such a number to the next one.";
    }
}
