package dev.latchkey.otp.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.EnrolmentWatch;
import dev.latchkey.otp.prompt.MailboxAction;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpPages;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.PendingSignIn;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import dev.latchkey.signin.filter.PassiveRequest;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The required action: the user proves by code or link that the account's address is theirs. */
final class VerifyEmailAction implements RequiredActionProvider {

    private static final Logger LOG = Logger.getLogger(VerifyEmailAction.class);

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
        MailboxAction mailbox = mailbox(context);
        if (mailbox.isOutdated()) {
            refuse(context);
        } else if (!mailbox.canBeStored()) {
            endless(context, mailbox);
        } else if (mailbox.isSettled()) {
            context.success();
        } else if (mailbox.isMailedElsewhere()) {
            context.challenge(unavailable(context, mailbox, MailboxAction.MAILED_ELSEWHERE));
        } else {
            apply(context, mailbox, step(context, mailbox).show());
        }
    }

    @Override
    public void processAction(RequiredActionContext context) {
        MailboxAction mailbox = mailbox(context);
        if (context.getUser() == null) {
            context.challenge(AccountState.gone(context.form(), context.getEvent()));
        } else if (mailbox.isOutdated()) {
            refuse(context);
        } else if (!mailbox.canBeStored()) {
            context.challenge(unavailable(context, mailbox, MailboxAction.STORES_NOTHING));
        } else if (mailbox.isMailedElsewhere()) {
            context.challenge(unavailable(context, mailbox, MailboxAction.MAILED_ELSEWHERE));
        } else {
            SessionOfAnother.refusal(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                    context.getEvent()).ifPresentOrElse(context::challenge, () -> apply(context, mailbox,
                            OtpForm.submit(step(context, mailbox), context.getHttpRequest()
                                    .getDecodedFormParameters())));
        }
    }

    private static MailboxAction mailbox(RequiredActionContext context) {
        return new MailboxAction(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                context.getEvent());
    }

    private static void refuse(RequiredActionContext context) {
        context.challenge(EnrolmentWatch.passwordReplaced(context));
    }

    private static boolean canBeWritten(RequiredActionContext context) {
        return DirectoryWrite.possible(context.getSession(), context.getRealm(), context.getUser());
    }

    /** Handles a read-only directory that reports the action as outstanding itself: it can never be removed. */
    private static void endless(RequiredActionContext context, MailboxAction mailbox) {
        if (context.getUser().isEmailVerified()) {
            context.ignore();
        } else {
            context.challenge(unavailable(context, mailbox, MailboxAction.STORES_NOTHING));
        }
    }

    private static Response unavailable(RequiredActionContext context, MailboxAction mailbox, String why) {
        mailbox.reportUnavailable(why);
        return context.form().setError("latchkeyAccountUnavailable").createErrorPage(Response.Status.BAD_REQUEST);
    }

    private static OtpStep step(RequiredActionContext context, MailboxAction mailbox) {
        return mailbox.step(new OtpPages(context::form, Map.of(), Optional.empty()));
    }

    private static void apply(RequiredActionContext context, MailboxAction mailbox, StepResult result) {
        result.handle(passed -> {
            if (mailbox.accept(passed)) {
                context.success();
            } else {
                context.challenge(AccountState.gone(context.form(), context.getEvent()));
            }
        }, show -> {
            mailbox.report(show);
            context.challenge(show.page());
        });
    }

    @Override
    public void close() {
    }
}
