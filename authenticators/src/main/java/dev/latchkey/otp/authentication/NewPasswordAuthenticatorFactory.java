package dev.latchkey.otp.authentication;

/** Offers {@link NewPasswordAuthenticator} to flows as {@value #ID}. */
public final class NewPasswordAuthenticatorFactory extends RequiredStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-new-password";

    /** Called by Keycloak. */
    public NewPasswordAuthenticatorFactory() {
        super(ID, "Latchkey new password",
                "Asks for a new password after 'Latchkey password reset code', ends devices and sessions, and leads to "
                        + "the sign-in. For reset flows.",
                new NewPasswordAuthenticator());
    }
}
