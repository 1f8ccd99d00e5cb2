package dev.latchkey.otp.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Invitations;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.InvitedSignUp;
import dev.latchkey.otp.prompt.ResponseTimePadding;
import dev.latchkey.otp.prompt.SignUpText;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.TypedSignUp;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.AuthorizationEndpointBase;

/**
 * The step of a sign-up that proves the mailbox or number: it asks for a code, or for a text that the user of a number
 * sends, where the realm has that on.
 */
final class RegistrationCodeAuthenticator implements PlainAuthenticator {

    private static final String TEMPLATE = "latchkey-sent-text.ftl";
    private static final String CODE_INSTEAD = "code-instead";

    private final UnverifiedUserAuthenticator code =
            new UnverifiedUserAuthenticator(Purpose.SIGN_UP, RegistrationCodeAuthenticator::proven);

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        text(context).ifPresentOrElse(text -> show(context, text, context.form()), () -> code.authenticate(context));
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        Optional<SignUpText> text = text(context);
        if (text.isEmpty()) {
            code.action(context);
        } else {
            code.refusal(context).ifPresentOrElse(context::challenge, () -> submit(context, text.get()));
        }
    }

    private static Optional<SignUpText> text(AuthenticationFlowContext context) {
        return SignUpText.of(context.getSession(), context.getAuthenticationSession());
    }

    private void submit(AuthenticationFlowContext context, SignUpText text) {
        if (context.getHttpRequest().getDecodedFormParameters().containsKey(CODE_INSTEAD)) {
            text.codeInstead();
            code.authenticate(context);
            return;
        }
        Optional<UserModel> user = text.completed(context.getEvent());
        if (user.isPresent()) {
            forgetForm(context);
            context.setUser(user.get());
            context.success();
        } else {
            show(context, text, context.form().setError("latchkeySentTextMissing"));
        }
    }

    /** Where too many words were asked for, a code is sent, as everywhere where no text is awaited. */
    private void show(AuthenticationFlowContext context, SignUpText text, LoginFormsProvider form) {
        if (text.await().refusal().isPresent()) {
            text.codeInstead();
            code.authenticate(context);
            return;
        }
        ResponseTimePadding.hold(context.getSession());
        context.challenge(form.setAttribute("latchkey", Map.of("word", text.word(),
                "serviceNumber", text.serviceNumber(), "signUp", true)).createForm(TEMPLATE));
    }

    private static void proven(AuthenticationFlowContext context, UserModel user, StepResult.Passed proof) {
        forgetForm(context);
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

    private static void forgetForm(AuthenticationFlowContext context) {
        TypedSignUp.forget(context.getAuthenticationSession());
        // there is nothing left to sign up for: a restart leads to the sign-in, as after Keycloak's own proof
        context.getAuthenticationSession().removeClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW);
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

    @Override
    public boolean requiresUser() {
        return false;
    }
}
