package dev.latchkey.otp.authentication;

/** Offers {@link ChooseUserAuthenticator} to flows as {@value #ID}. */
public final class ChooseUserAuthenticatorFactory extends RequiredStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-choose-user";

    /** Called by Keycloak. */
    public ChooseUserAuthenticatorFactory() {
        super(ID, "Latchkey choose user",
                "Asks for a user name or address and never tells whether it has an account. For a password reset, and "
                        + "before an e-mail code that is the only factor.",
                new ChooseUserAuthenticator());
    }
}
