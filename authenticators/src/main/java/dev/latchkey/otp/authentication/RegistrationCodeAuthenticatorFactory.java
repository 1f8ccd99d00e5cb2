package dev.latchkey.otp.authentication;

import java.util.Optional;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Invitations;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.InvitedSignUp;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.TypedSignUp;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.AuthorizationEndpointBase;

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
        TypedSignUp.forget(context.getAuthenticationSession());
        // there is nothing left to sign up for: a restart leads to the sign-in, as after Keycloak's own proof
        context.getAuthenticationSession().removeClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW);
        Optional<String> invitation = InvitedSignUp.invitation(context.getAuthenticationSession(), user);
        if (invitation.isPresent()) {
            invited(context, user, proof, invitation.get());
            return;
        }
        boolean completed = new Registrations(context.getSession(), context.getRealm())
                .complete(user, proof.signUpProof(), context.getEvent());
        if (!completed && AccountStatus.of(context.getRealm(), user) == AccountStatus.PENDING) {
            // a concurrent later sign-up has replaced the account
            context.failure(AuthenticationFlowError.UNKNOWN_USER,
                    AccountState.gone(context.form(), context.getEvent()));
            return;
        }
        context.setUser(user);
        context.success();
    }

    private static void invited(AuthenticationFlowContext context, UserModel user, StepResult.Passed proof,
            String invitation) {
        if (new Invitations(context.getSession(), context.getRealm())
                .accept(invitation, user, proof.mailboxProof(), context.getEvent())) {
            context.setUser(user);
            context.success();
        } else {
            // Keycloak stores errors in a transaction of its own: no row may be locked by this one meanwhile
            RequestTransaction.startOver(context.getSession());
            context.getEvent().clone().event(EventType.INVITE_ORG).user(user).error(Errors.INVALID_TOKEN);
            context.failure(AuthenticationFlowError.ACCESS_DENIED, context.form()
                    .setError("latchkeyInvitationOver").createErrorPage(Response.Status.BAD_REQUEST));
        }
    }
}
