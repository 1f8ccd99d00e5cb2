package dev.latchkey.otp.authentication;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.StepResult;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.UserModel;

/** Offers the code step of a sign-up to flows as {@value #ID}. */
public final class RegistrationCodeAuthenticatorFactory extends RequiredStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-sign-up-code";

    /** Called by Keycloak. */
    public RegistrationCodeAuthenticatorFactory() {
        super(ID, "Latchkey sign-up code",
                "Mails a code and link to the user who has just filled in a form with 'Latchkey registration', and "
                        + "asks for it. The account is pending until then. For registration flows.",
                new UnverifiedUserAuthenticator(Purpose.SIGN_UP, RegistrationCodeAuthenticatorFactory::proven));
    }

    private static void proven(AuthenticationFlowContext context, UserModel user, StepResult.Passed proof) {
        boolean completed = new Registrations(context.getSession(), context.getRealm())
                .complete(user, proof.mailboxProof(), context.getEvent());
        if (!completed && AccountStatus.of(context.getRealm(), user) == AccountStatus.PENDING) {
            // a concurrent later sign-up has replaced the account
            context.failure(AuthenticationFlowError.UNKNOWN_USER,
                    AccountState.gone(context.form(), context.getEvent()));
            return;
        }
        context.setUser(user);
        context.success();
    }
}
