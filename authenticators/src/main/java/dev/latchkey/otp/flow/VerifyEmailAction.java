package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.Response;

import java.util.Map;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.proof.PassiveRequest;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.MailboxProof;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Errors;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The required action: proves by code or link that the account's address is its owner's. */
final class VerifyEmailAction implements RequiredActionProvider {

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        UserModel user = context.getUser();
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (PassiveRequest.is(context.getSession(), authSession)) {
            askWithoutWriting(context);
            return;
        }
        if (user.isEmailVerified()) {
            foundActive(context, user);
        } else if (user.getEmail() != null && !AccountStatus.holdsTheAction(user) && !PendingSignIn.proven(authSession)
                && EmailOtpPolicy.of(context.getRealm()).verifyUnverified()) {
            // Keycloak ends no action of an account that it may only read, and would show an error after the right code
            if (DirectoryWrite.attempt(user, account -> account.addRequiredAction(EmailOtpPolicy.ACTION))) {
                new Activations(context.getSession(), context.getRealm()).keep(user);
            }
        }
        if (PendingSignIn.outdated(context.getSession(), authSession, user)) {
            // only an action that is asked for may refuse
            authSession.addRequiredAction(EmailOtpPolicy.ACTION);
        } else if (AccountStatus.of(context.getRealm(), user) == AccountStatus.PENDING) {
            PendingSignIn.begin(authSession, user);
        }
    }

    /** The application is told that a page is needed, and nothing is stored with the account. */
    private static void askWithoutWriting(RequiredActionContext context) {
        if (!context.getUser().isEmailVerified() && context.getUser().getEmail() != null
                && EmailOtpPolicy.of(context.getRealm()).verifyUnverified()) {
            context.getAuthenticationSession().addRequiredAction(EmailOtpPolicy.ACTION);
        }
    }

    /** Somebody has vouched for the address, an admin for instance, and has made the account active by that. */
    private static void foundActive(RequiredActionContext context, UserModel user) {
        if (AccountStatus.holdsTheAction(user)) {
            new Activations(context.getSession(), context.getRealm())
                    .foundActive(user, context.getAuthenticationSession());
            DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (outdated(context)) {
            refuse(context);
        } else if (context.getUser().isEmailVerified()) {
            // proven meanwhile in another tab, or vouched for by an admin
            context.success();
        } else {
            apply(context, step(context).show());
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (context.getUser() == null) {
            context.challenge(AccountState.gone(context.form(), context.getEvent()));
        } else if (outdated(context)) {
            refuse(context);
        } else {
            apply(context, CodeForm.submit(step(context), context.getHttpRequest().getDecodedFormParameters()));
        }
    }

    private static boolean outdated(RequiredActionContext context) {
        return PendingSignIn.outdated(context.getSession(), context.getAuthenticationSession(), context.getUser());
    }

    private static void refuse(RequiredActionContext context) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.giveConnectionBack(context.getSession());
        Audit.of(AuditStep.OLD_PASSWORD_REFUSED).on(context.getEvent().clone().user(context.getUser()))
                .error(Errors.INVALID_USER_CREDENTIALS);
        context.challenge(context.form().setError("latchkeyPasswordReplaced")
                .createErrorPage(Response.Status.BAD_REQUEST));
    }

    private static CodeStep step(RequiredActionContext context) {
        return new CodeStep(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                Purpose.VERIFY_EMAIL, new CodePages(context::form, Map.of()), context.getEvent());
    }

    private static void apply(RequiredActionContext context, StepResult result) {
        if (result instanceof StepResult.Passed passed) {
            verified(context, passed);
        } else if (result instanceof StepResult.Show show) {
            if (show.failure()) {
                reportFailure(context);
            }
            context.challenge(show.page());
        }
    }

    private static void verified(RequiredActionContext context, StepResult.Passed passed) {
        new Activations(context.getSession(), context.getRealm())
                .proven(context.getUser(), context.getAuthenticationSession());
        PendingSignIn.end(context.getAuthenticationSession());
        new MailboxProof(passed.factor(), passed.reference()).accept(context.getUser(), context.getEvent());
        context.success();
    }

    /** A required action runs outside the flow, so nobody else tells the brute-force detector. */
    private static void reportFailure(RequiredActionContext context) {
        RealmModel realm = context.getRealm();
        if (realm.isBruteForceProtected()) {
            context.getSession().getProvider(BruteForceProtector.class).failedLogin(realm, context.getUser(),
                    context.getConnection(), context.getUriInfo(), null);
        }
    }

    @Override
    public void close() {
    }
}
