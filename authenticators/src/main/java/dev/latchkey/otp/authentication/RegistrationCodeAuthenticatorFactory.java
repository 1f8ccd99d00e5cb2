package dev.latchkey.otp.authentication;

/** Offers the code step of a sign-up to flows as {@value #ID}. */
public final class RegistrationCodeAuthenticatorFactory extends RequiredStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-sign-up-code";

    /** Called by Keycloak. */
    public RegistrationCodeAuthenticatorFactory() {
        super(ID, "Latchkey sign-up code",
                "Mails a code and link to the user who has just filled in a form with 'Latchkey registration', and "
                        + "asks for it. The account is pending until then. For registration flows.",
                new RegistrationCodeAuthenticator());
    }
}
