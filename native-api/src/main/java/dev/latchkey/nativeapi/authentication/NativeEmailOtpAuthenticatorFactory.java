package dev.latchkey.nativeapi.authentication;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.authentication.OtpStepFactory;

/** Offers {@link NativeEmailOtpAuthenticator} to flows as {@value #ID}. */
public final class NativeEmailOtpAuthenticatorFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-direct-email-otp";

    /** Called by Keycloak. */
    public NativeEmailOtpAuthenticatorFactory() {
        super(ID, "Latchkey e-mail code for apps",
                "Mails a one-time code to the user's address and asks an app for it, in the flow of native sign-in or "
                        + "in a direct grant flow. Its numbers are the configuration of the required action "
                        + "'Latchkey: verify e-mail by code'.",
                new NativeEmailOtpAuthenticator(MailDelivery.CHANNEL));
    }
}
