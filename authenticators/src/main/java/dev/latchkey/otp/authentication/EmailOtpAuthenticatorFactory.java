package dev.latchkey.otp.authentication;

/** Offers {@link EmailOtpAuthenticator} to flows as {@value #ID}. */
public final class EmailOtpAuthenticatorFactory extends OtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-email-otp";

    /** Called by Keycloak. */
    public EmailOtpAuthenticatorFactory() {
        super(ID, "Latchkey e-mail code",
                "Mails a one-time code and link to the user's address and asks for it. Its numbers are the "
                        + "configuration of the required action 'Latchkey: verify e-mail by code'.",
                new EmailOtpAuthenticator());
    }
}
