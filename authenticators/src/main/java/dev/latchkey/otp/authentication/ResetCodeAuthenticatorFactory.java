package dev.latchkey.otp.authentication;

import dev.latchkey.otp.Purpose;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;

/** Offers the code step of a password reset to flows as {@value #ID}. */
public final class ResetCodeAuthenticatorFactory extends RequiredStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-reset-code";

    /** Called by Keycloak. */
    public ResetCodeAuthenticatorFactory() {
        super(ID, "Latchkey password reset code",
                "Mails a code and link to the user whom 'Latchkey choose user' has found, and asks for it. For reset "
                        + "flows.",
                new UnverifiedUserAuthenticator(Purpose.PASSWORD_RESET, (context, user, proof) -> {
                    context.setUser(user);
                    AuthenticationRecords.passed(context, Factor.RESET_CODE);
                    context.success();
                }));
    }
}
