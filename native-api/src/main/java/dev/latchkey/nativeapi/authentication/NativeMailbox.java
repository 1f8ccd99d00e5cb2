package dev.latchkey.nativeapi.authentication;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.MailboxAction;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.PendingSignIn;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.signin.account.DueActions;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext.KcActionStatus;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The required action {@value #ACTION} in the sign-in of an app, where the browser would stop at it or the app asks for
 * it: the user proves the mailbox by a mailed code. The rules are those of the page.
 */
public final class NativeMailbox {

    /** Alias of the required action. */
    public static final String ACTION = EmailOtpPolicy.ACTION;

    /** Note of the sign-in: the app has asked for the action. */
    private static final String INITIATED = "latchkey.native.mailbox";
    private static final int BAD_REQUEST = 400;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final UserModel user;
    private final EventBuilder event;
    private final NativeAction action;
    private final MailboxAction mailbox;

    /**
     * @param session     the request's session
     * @param authSession a sign-in whose flow has succeeded
     * @param signIn      the event of the sign-in; clones are sent
     */
    public NativeMailbox(KeycloakSession session, AuthenticationSessionModel authSession, EventBuilder signIn) {
        this.session = session;
        this.realm = authSession.getRealm();
        this.authSession = authSession;
        this.user = authSession.getAuthenticatedUser();
        this.action = new NativeAction(ACTION, authSession);
        this.event = action.event(signIn);
        this.mailbox = new MailboxAction(session, authSession, user, event);
    }

    /**
     * Asked after the triggers of actions were evaluated.
     *
     * @return whether this sign-in has to prove the mailbox, or may and the app asks for it
     */
    public boolean isDemanded() {
        if (!DueActions.isEnabled(realm, ACTION)) {
            return false;
        }
        return authSession.getRequiredActions().contains(ACTION)
                || action.isDue() && DueActions.applies(session, realm, user, ACTION)
                // not of an address that a token may have given to an account that a number names
                || isInitiated() && !user.isEmailVerified() && Mailbox.proves(session, realm, user)
                        && mailbox.canBeStored();
    }

    /**
     * @param alias the alias of a required action
     * @return whether it is this one, or one of Keycloak's that asks for nothing once this one is done
     */
    public boolean settles(String alias) {
        return ACTION.equals(alias)
                || UserModel.RequiredAction.VERIFY_EMAIL.name().equals(alias) && !user.isEmailVerified()
                        && isDemanded();
    }

    /**
     * Asks for the code, where the action is demanded.
     *
     * @param form the parameters of the request; empty in the request that has completed the flow, whose code is not
     *             one for the mailbox
     * @return the answer that asks for more, or ends the sign-in; empty when there is nothing to prove any more
     */
    public Optional<Response> run(MultivaluedMap<String, String> form) {
        if (!isDemanded()) {
            return Optional.empty();
        }
        if (mailbox.isOutdated()) {
            return Optional.of(outdated());
        }
        if (!mailbox.canBeStored()) {
            return Optional.of(unavailable(MailboxAction.STORES_NOTHING));
        }
        if (mailbox.isSettled()) {
            action.done();
            return Optional.empty();
        }
        return mailbox.isMailedElsewhere() ? Optional.of(unavailable(MailboxAction.MAILED_ELSEWHERE))
                : answer(form).fold(this::proven, show -> {
                    mailbox.report(show);
                    return Optional.of(show.page());
                });
    }

    /** A code that was sent for something else, before the mailbox was asked for, is not an attempt. */
    private StepResult answer(MultivaluedMap<String, String> form) {
        OtpStep step = mailbox.step(NativeOtps.authorizationChallenge(Map.of(Constants.KC_ACTION, ACTION)));
        return new ChallengeNotes(authSession, Purpose.VERIFY_EMAIL, MailDelivery.CHANNEL).challenge().isEmpty()
                ? step.show()
                : NativeAction.answer(step, form);
    }

    private Optional<Response> proven(StepResult.Passed passed) {
        if (!mailbox.accept(passed)) {
            return Optional.of(NativeAction.ended("The address has changed"));
        }
        action.done();
        return Optional.empty();
    }

    private Response outdated() {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(AuditStep.OLD_PASSWORD_REFUSED).on(event.clone()).error(Errors.INVALID_USER_CREDENTIALS);
        return NativeAnswer.ending("invalid_grant", "Invalid user credentials").response(BAD_REQUEST);
    }

    private Response unavailable(String why) {
        mailbox.reportUnavailable(why);
        return NativeAction.ended("The mailbox cannot be proven");
    }

    /**
     * @return what became of the action, where the app has asked for it: {@code success} where this sign-in has proven
     *         the mailbox, else {@code error}; empty where it has not asked
     */
    public Optional<String> status() {
        return isInitiated() ? Optional.of((PendingSignIn.proven(authSession, user) ? KcActionStatus.SUCCESS
                : KcActionStatus.ERROR).name().toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /**
     * Keeps apart that the app asks for the action: the page asks for it only where it is due, and its triggers make
     * Keycloak forget that a client has named it.
     *
     * @param authSession a sign-in that begins, with the notes of its request
     */
    public static void begin(AuthenticationSessionModel authSession) {
        if (ACTION.equals(authSession.getClientNote(Constants.KC_ACTION))) {
            authSession.removeClientNote(Constants.KC_ACTION);
            authSession.setAuthNote(INITIATED, NativeAction.YES);
        }
    }

    private boolean isInitiated() {
        return authSession.getAuthNote(INITIATED) != null;
    }
}
