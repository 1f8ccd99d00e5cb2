package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.Response;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.EvenPace;
import dev.latchkey.otp.Purpose;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A step that asks a {@link Stranger} for a code: the same pages after the same time, whether there is an account or
 * not. A wrong code is counted by the guard alone: Keycloak's brute-force detector would lock the owner out of signing
 * in, whoever typed it.
 */
final class StrangerCodeAuthenticator implements Authenticator {

    /** What a proven mailbox leads to. */
    @FunctionalInterface
    interface Proven {

        /**
         * Goes on with the flow.
         *
         * @param context the flow
         * @param user    the account whose mailbox was proven
         * @param proof   the code or link
         */
        void accept(AuthenticationFlowContext context, UserModel user, StepResult.Passed proof);
    }

    private final Purpose purpose;
    private final Proven proven;

    StrangerCodeAuthenticator(Purpose purpose, Proven proven) {
        this.purpose = purpose;
        this.proven = proven;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        run(context, CodeStep::show);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        UnauthenticatedForm.refusal(context.getSession(), context.getRealm(), context::form)
                .or(() -> signedInAlready(context)).ifPresentOrElse(
                context::challenge, () -> run(context,
                        step -> CodeForm.submit(step, context.getHttpRequest().getDecodedFormParameters())));
    }

    /** Of the other purposes it would tell whether a name has an account, and which. */
    private Optional<Response> signedInAlready(AuthenticationFlowContext context) {
        return Stranger.in(context.getSession(), context.getAuthenticationSession(), purpose)
                .filter(stranger -> purpose == Purpose.SIGN_UP)
                .flatMap(stranger -> SessionOfAnother.refusal(context.getSession(),
                        context.getAuthenticationSession(), stranger.user(), context.getEvent()));
    }

    private void run(AuthenticationFlowContext context, Function<CodeStep, StepResult> work) {
        Optional<Stranger> found =
                Stranger.in(context.getSession(), context.getAuthenticationSession(), purpose);
        if (found.isEmpty()) {
            context.failure(AuthenticationFlowError.UNKNOWN_USER,
                    AccountState.gone(context.form(), context.getEvent()));
            return;
        }
        Stranger stranger = found.get();
        StepResult result = work.apply(new CodeStep(context.getSession(), context.getAuthenticationSession(), stranger,
                purpose, new CodePages(context::form, stranger.shown()), context.getEvent()));
        if (result instanceof StepResult.Passed passed) {
            passed(context, stranger, passed);
        } else if (result instanceof StepResult.Show show) {
            EvenPace.hold(context.getSession());
            context.challenge(show.page());
        }
    }

    private void passed(AuthenticationFlowContext context, Stranger stranger, StepResult.Passed proof) {
        UserModel user = stranger.user();
        if (user == null) {
            context.failure(AuthenticationFlowError.UNKNOWN_USER,
                    AccountState.gone(context.form(), context.getEvent()));
            return;
        }
        stranger.forget();
        Audit.of(AuditStep.CODE_ACCEPTED).factor(proof.factor()).reference(proof.reference()).on(context.getEvent());
        proven.accept(context, user, proof);
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // nothing to set up: the address is the account's
    }

    @Override
    public void close() {
    }
}
