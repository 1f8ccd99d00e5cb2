package dev.latchkey.otp.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.MailAddress;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.DetectorFailure;
import dev.latchkey.otp.prompt.EnrolmentWatch;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpPages;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.PendingSignIn;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import dev.latchkey.signin.account.MailboxWatch;
import dev.latchkey.signin.filter.PassiveRequest;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Errors;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The required action: the user proves by code or link that the account's address is theirs. */
final class VerifyEmailAction implements RequiredActionProvider {

    private static final Logger LOG = Logger.getLogger(VerifyEmailAction.class);

    private static final String STORES_NOTHING = "its directory stores nothing";
    private static final String MAILED_ELSEWHERE = "its mails go to another domain than its address has";

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        UserModel user = context.getUser();
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        // Keycloak would skip an action that the client names and that cannot be asked for, although it is due
        AuthenticationManager.setKcActionStatus(EmailOtpPolicy.ACTION, RequiredActionContext.KcActionStatus.ERROR,
                authSession);
        if (PassiveRequest.is(context.getSession(), authSession)) {
            askWithoutWriting(context);
            return;
        }
        if (UnprovenSignIn.is(context.getSession(), authSession, user)) {
            UnprovenSignIn.begin(authSession, user);
        }
        if (UnprovenSignIn.waits(authSession, user)) {
            authSession.addRequiredAction(EmailOtpPolicy.ACTION);
        }
        if (user.isEmailVerified()) {
            foundActive(context, user);
        } else if (user.getEmail() != null && !AccountStatus.holdsTheAction(user)
                && !PendingSignIn.proven(authSession, user)
                && EmailOtpPolicy.of(context.getRealm()).verifyUnverified()
                && UnprovenSignIn.mayVerifyMailbox(context.getSession(), authSession, user)) {
            demand(context, user);
        }
        if (PendingSignIn.outdated(context.getSession(), authSession, user)) {
            // only a required action of the sign-in can refuse it
            authSession.addRequiredAction(EmailOtpPolicy.ACTION);
        } else if (AccountStatus.of(context.getRealm(), user) == AccountStatus.PENDING) {
            PendingSignIn.begin(authSession, user);
        }
    }

    /**
     * Demands the proof only from accounts that can be written: Keycloak cannot remove a required action of a read-only
     * account and would show an error after the correct code.
     */
    private static void demand(RequiredActionContext context, UserModel user) {
        if (!Mailbox.counts(context.getSession(), context.getRealm(), user)) {
            // of this sign-in alone: a demand that is stored could be met by a session alone
            context.getAuthenticationSession().addRequiredAction(EmailOtpPolicy.ACTION);
        } else if (canBeWritten(context)) {
            user.addRequiredAction(EmailOtpPolicy.ACTION);
            new Activations(context.getSession(), context.getRealm()).keep(user);
        } else {
            LOG.infof("Realm %s: the address of account %s is not verified, and no proof is asked for: its directory "
                    + "stores none", context.getRealm().getName(), user.getId());
        }
    }

    /** Reports to the client that a page is needed, without storing anything in the account. */
    private static void askWithoutWriting(RequiredActionContext context) {
        if (!context.getUser().isEmailVerified() && context.getUser().getEmail() != null
                && EmailOtpPolicy.of(context.getRealm()).verifyUnverified()
                && UnprovenSignIn.mayVerifyMailbox(context.getSession(), context.getAuthenticationSession(),
                        context.getUser())
                && canBeWritten(context)) {
            context.getAuthenticationSession().addRequiredAction(EmailOtpPolicy.ACTION);
        }
    }

    /**
     * Settles an account whose address an administrator or identity provider, for example, has marked as verified and
     * which is active by that.
     */
    private static void foundActive(RequiredActionContext context, UserModel user) {
        if (AccountStatus.holdsTheAction(user) && canBeWritten(context)) {
            new Activations(context.getSession(), context.getRealm())
                    .foundActive(user, context.getAuthenticationSession());
            user.removeRequiredAction(EmailOtpPolicy.ACTION);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (outdated(context)) {
            refuse(context);
        } else if (!canBeWritten(context)) {
            endless(context);
        } else if (context.getUser().isEmailVerified()
                && !UnprovenSignIn.waits(context.getAuthenticationSession(), context.getUser())) {
            // proven in another tab in the meantime, or marked as verified by an administrator
            context.success();
        } else if (isMailedElsewhere(context)) {
            context.challenge(unavailable(context, MAILED_ELSEWHERE));
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
        } else if (!canBeWritten(context)) {
            context.challenge(unavailable(context, STORES_NOTHING));
        } else if (isMailedElsewhere(context)) {
            context.challenge(unavailable(context, MAILED_ELSEWHERE));
        } else {
            SessionOfAnother.refusal(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                    context.getEvent()).ifPresentOrElse(context::challenge, () -> apply(context,
                            OtpForm.submit(step(context), context.getHttpRequest().getDecodedFormParameters())));
        }
    }

    private static boolean outdated(RequiredActionContext context) {
        return PendingSignIn.outdated(context.getSession(), context.getAuthenticationSession(), context.getUser());
    }

    private static void refuse(RequiredActionContext context) {
        context.challenge(EnrolmentWatch.passwordReplaced(context));
    }

    private static boolean canBeWritten(RequiredActionContext context) {
        return DirectoryWrite.possible(context.getSession(), context.getRealm(), context.getUser());
    }

    /** Who reads the mails must not prove the address: an administrator has to correct it. */
    private static boolean isMailedElsewhere(RequiredActionContext context) {
        String address = context.getUser().getEmail();
        return address != null && !MailAddress.isExact(address);
    }

    /** Handles a read-only directory that reports the action as outstanding itself: it can never be removed. */
    private static void endless(RequiredActionContext context) {
        if (context.getUser().isEmailVerified()) {
            context.ignore();
        } else {
            context.challenge(unavailable(context, STORES_NOTHING));
        }
    }

    private static Response unavailable(RequiredActionContext context, String why) {
        LOG.warnf("Realm %s: account %s has the action %s, and %s: no user can ever complete it",
                context.getRealm().getName(), context.getUser().getId(), EmailOtpPolicy.ACTION, why);
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        Audit.of(AuditStep.CODE_REFUSED).reason(AuditReason.ACCOUNT_UNAVAILABLE)
                .on(context.getEvent().clone().user(context.getUser())).error(Errors.USER_DISABLED);
        return context.form().setError("latchkeyAccountUnavailable").createErrorPage(Response.Status.BAD_REQUEST);
    }

    private static OtpStep step(RequiredActionContext context) {
        return new OtpStep(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                Purpose.VERIFY_EMAIL, new OtpPages(context::form, Map.of(), Optional.empty()), context.getEvent());
    }

    private static void apply(RequiredActionContext context, StepResult result) {
        result.handle(passed -> verified(context, passed), show -> {
            if (show.failure() && !UnprovenSignIn.provesNothing(context.getSession(),
                    context.getAuthenticationSession(), context.getUser())) {
                DetectorFailure.report(context.getSession(), context.getUser());
            }
            context.challenge(show.page());
        });
    }

    private static void verified(RequiredActionContext context, StepResult.Passed passed) {
        new Activations(context.getSession(), context.getRealm())
                .proven(context.getUser(), context.getAuthenticationSession());
        if (passed.mailboxProof().accept(context.getSession(), context.getUser(), context.getEvent())) {
            PendingSignIn.end(context.getAuthenticationSession(), context.getUser());
            MailboxWatch.proven(context.getAuthenticationSession(), context.getUser());
            context.success();
        } else {
            context.challenge(AccountState.gone(context.form(), context.getEvent()));
        }
    }

    @Override
    public void close() {
    }
}
