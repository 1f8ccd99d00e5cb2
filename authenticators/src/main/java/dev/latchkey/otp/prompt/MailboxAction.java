package dev.latchkey.otp.prompt;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.MailAddress;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.signin.account.MailboxWatch;
import org.jboss.logging.Logger;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The required action {@value EmailOtpPolicy#ACTION} of a sign-in, on a page and in an app: what stands against it, its
 * code, and what an accepted one changes.
 *
 * @param session     the request's session
 * @param authSession a sign-in whose flow has succeeded
 * @param user        its user
 * @param event       the event of the request; clones are sent
 */
public record MailboxAction(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
        EventBuilder event) {

    /** Why no user can complete the action: see {@link #canBeStored}. */
    public static final String STORES_NOTHING = "its directory stores nothing";
    /** Why no user can complete the action: see {@link #isMailedElsewhere}. */
    public static final String MAILED_ELSEWHERE = "its mails go to another domain than its address has";

    private static final Logger LOG = Logger.getLogger(MailboxAction.class);

    /** @return whether the user has to start the sign-in again, see {@link PendingSignIn#outdated} */
    public boolean isOutdated() {
        return PendingSignIn.outdated(session, authSession, user);
    }

    /** @return whether the mailbox was proven in another sign-in in the meantime, or an administrator vouches for it */
    public boolean isSettled() {
        return user.isEmailVerified() && !UnprovenSignIn.waits(authSession, user);
    }

    /** @return whether the proof can be stored: not in a read-only directory */
    public boolean canBeStored() {
        return DirectoryWrite.possible(session, realm(), user);
    }

    /** @return whether another mailbox gets the mails: its reader must not prove the address */
    public boolean isMailedElsewhere() {
        return user.getEmail() != null && !MailAddress.isExact(user.getEmail());
    }

    /**
     * Reports that no user can ever complete the action, until an administrator changes the account.
     *
     * @param why {@link #STORES_NOTHING} or {@link #MAILED_ELSEWHERE}
     */
    public void reportUnavailable(String why) {
        LOG.warnf("Realm %s: account %s has the action %s, and %s: no user can ever complete it", realm().getName(),
                user.getId(), EmailOtpPolicy.ACTION, why);
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(AuditStep.CODE_REFUSED).reason(AuditReason.ACCOUNT_UNAVAILABLE)
                .on(event.clone().user(user)).error(Errors.USER_DISABLED);
    }

    /**
     * @param answers creates the answers
     * @return the step that asks for the code
     */
    public OtpStep step(OtpAnswers answers) {
        return new OtpStep(session, authSession, user, Purpose.VERIFY_EMAIL, answers, event);
    }

    /**
     * Reports a wrong answer to Keycloak's brute-force detector, unless an unauthenticated requester may have given it.
     *
     * @param shown what the step shows
     */
    public void report(StepResult.Show shown) {
        if (shown.failure() && !UnprovenSignIn.provesNothing(session, authSession, user)) {
            DetectorFailure.report(session, user);
        }
    }

    /**
     * Stores that the mailbox is proven.
     *
     * @param passed the accepted code or link
     * @return false when the address was changed at the same moment; what the request has written is rolled back
     */
    public boolean accept(StepResult.Passed passed) {
        new Activations(session, realm()).proven(user, authSession);
        if (!passed.mailboxProof().accept(session, user, event)) {
            return false;
        }
        PendingSignIn.end(authSession, user);
        MailboxWatch.proven(authSession, user);
        return true;
    }

    private RealmModel realm() {
        return authSession.getRealm();
    }
}
