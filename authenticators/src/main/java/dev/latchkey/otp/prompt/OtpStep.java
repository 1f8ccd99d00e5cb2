package dev.latchkey.otp.prompt;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.VerifyResult;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The common logic of all steps that ask for a code: shows the challenge, sends mails, verifies codes, and converts
 * each result to an answer and an event. A mail is sent when a sign-in has no challenge yet and when the user asks for
 * one, never by rendering a page.
 */
public final class OtpStep {

    private final KeycloakSession session;
    private final Addressee addressee;
    private final OtpAnswers answers;
    private final EventBuilder event;
    private final ChallengeNotes notes;
    private final EmailOtpProvider provider;
    private final Purpose purpose;

    /**
     * Creates the step for a known user.
     *
     * @param session     the request's session
     * @param authSession the tab's authentication session
     * @param user        the user of the sign-in
     * @param purpose     the purpose of the code
     * @param answers     creates the answers
     * @param event       the event of the request; the step sends clones of it
     */
    public OtpStep(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user, Purpose purpose,
            OtpAnswers answers, EventBuilder event) {
        this(session, authSession, new KnownUser(session, authSession, user), purpose, answers, event);
    }

    /**
     * Creates the step for any addressee.
     *
     * @param session     the request's session
     * @param authSession the tab's authentication session
     * @param addressee   the user whom the step asks for a code
     * @param purpose     the purpose of the code
     * @param answers     creates the answers
     * @param event       the event of the request; the step sends clones of it
     */
    public OtpStep(KeycloakSession session, AuthenticationSessionModel authSession, Addressee addressee,
            Purpose purpose,
            OtpAnswers answers, EventBuilder event) {
        this.session = session;
        this.addressee = addressee;
        this.purpose = purpose;
        this.answers = answers;
        this.event = event;
        this.notes = new ChallengeNotes(authSession, purpose);
        this.provider = session.getProvider(EmailOtpProvider.class);
    }

    /**
     * Shows the challenge again, or sends its first mail.
     *
     * @return passed when the link was accepted in the meantime; otherwise the page to show
     */
    public StepResult show() {
        return withAddress(request -> {
            Optional<String> accepted = notes.takeAcceptedLink();
            if (accepted.isPresent() && isThisOnes(request)) {
                notes.clear();
                return new StepResult.Passed("link", accepted.get());
            }
            return existing(request).map(challenge -> plain(answers.about(request).challenge(challenge)))
                    .orElseGet(() -> issue(request));
        });
    }

    /**
     * Whether the challenge of the accepted link belongs to this request: the user may have typed another name in the
     * tab since the link was accepted.
     */
    private boolean isThisOnes(OtpRequest request) {
        return notes.challenge().flatMap(id -> provider.find(request, id)).filter(Challenge::used).isPresent();
    }

    /**
     * Sends another mail.
     *
     * @return the page to show
     */
    public StepResult resend() {
        return withAddress(this::resend);
    }

    /**
     * Verifies a typed code.
     *
     * @param input the typed text; null when the form has no single code field
     * @return passed when the code was accepted; otherwise the page to show
     */
    public StepResult verify(String input) {
        return withAddress(request -> verify(request, input));
    }

    private StepResult withAddress(Function<OtpRequest, StepResult> work) {
        if (!addressee.reachable()) {
            error(Errors.INVALID_EMAIL, AuditReason.NO_EMAIL_ADDRESS, null);
            return new StepResult.Show(answers.withoutAddress(), false);
        }
        OtpRequest request = addressee.request(purpose);
        return addressee.unavailable().map(state -> {
            error(state.error(), AuditReason.ACCOUNT_UNAVAILABLE, null);
            OtpAnswer answer = answers.about(request);
            return plain(state.untilMillis() > 0 ? answer.locked(state.untilMillis()) : answer.unavailable());
        }).orElseGet(() -> work.apply(request));
    }

    private Optional<Challenge> existing(OtpRequest request) {
        return notes.challenge().flatMap(id -> provider.find(request, id)).filter(challenge -> !challenge.used());
    }

    private StepResult issue(OtpRequest request) {
        return afterSending(request, provider.issue(request, addressee.mail(request)), null);
    }

    private StepResult resend(OtpRequest request) {
        Optional<Challenge> existing = existing(request);
        if (existing.isEmpty()) {
            return issue(request);
        }
        IssueResult result = provider.resend(request, existing.get().id(), addressee.mail(request));
        return afterSending(request, result, existing.get());
    }

    private StepResult afterSending(OtpRequest request, IssueResult result, Challenge before) {
        OtpAnswer answer = answers.about(request);
        if (before != null) {
            answer.challenge(before);
        }
        if (result instanceof IssueResult.Sent sent) {
            notes.challenge(sent.challenge().id());
            sent(request, sent.challenge());
            return plain(before == null ? answer.challenge(sent.challenge()) : answer.resent(sent.challenge()));
        }
        if (result instanceof IssueResult.Existing existing) {
            notes.challenge(existing.challenge().id());
            return plain(answer.challenge(existing.challenge()));
        }
        if (result instanceof IssueResult.CoolingDown cooling) {
            return plain(answer.coolingDown(cooling.untilMillis()));
        }
        if (result instanceof IssueResult.Throttled throttled) {
            error(Errors.ACCESS_DENIED, AuditReason.EXCESS_RATE_LIMIT_EXCEEDED, before);
            return plain(answer.throttled(throttled.retryAfterSeconds()));
        }
        if (result instanceof IssueResult.Locked locked) {
            return plain(locked(answer, request, locked.untilMillis(), before));
        }
        if (result instanceof IssueResult.MailBusy) {
            return plain(answer.mailBusy());
        }
        if (result instanceof IssueResult.NoResendsLeft) {
            return plain(answer.noResendsLeft());
        }
        return plain(stopped(answer, before));
    }

    private void sent(OtpRequest request, Challenge challenge) {
        if (request.decoy()) {
            error(Errors.USER_NOT_FOUND, AuditReason.NO_ACCOUNT, challenge);
            return;
        }
        Audit.of(AuditStep.CODE_SENT).reference(challenge.reference())
                .on(event.clone().event(EventType.SEND_VERIFY_EMAIL).user(addressee.user())).success();
    }

    private StepResult verify(OtpRequest request, String input) {
        OtpAnswer answer = answers.about(request);
        Optional<String> challengeId = notes.challenge();
        if (challengeId.isEmpty()) {
            return plain(answer.expired());
        }
        VerifyResult result = provider.verifyCode(request, challengeId.get(), input);
        if (result instanceof VerifyResult.Accepted accepted) {
            notes.clear();
            return new StepResult.Passed("code", accepted.reference());
        }
        if (result instanceof VerifyResult.Wrong wrong) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.WRONG_CODE, wrong.challenge());
            if (wrong.locks()) {
                Notifications.of(session).send(session.getContext().getRealm(), addressee.user(),
                        Notification.of(NotificationKind.ACCOUNT_LOCKED));
            }
            return new StepResult.Show(answer.wrong(wrong.challenge()).render(), true);
        }
        return plain(notVerified(answer, request, result));
    }

    private OtpAnswer notVerified(OtpAnswer answer, OtpRequest request, VerifyResult result) {
        Challenge challenge = existing(request).orElse(null);
        if (challenge != null) {
            answer.challenge(challenge);
        }
        if (result instanceof VerifyResult.Malformed) {
            return answer.malformed();
        }
        if (result instanceof VerifyResult.Exhausted) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODE_USED_UP, challenge);
            return answer.usedUp();
        }
        if (result instanceof VerifyResult.Expired) {
            error(Errors.EXPIRED_CODE, AuditReason.CODE_EXPIRED, challenge);
            return answer.expired();
        }
        if (result instanceof VerifyResult.Locked locked) {
            return locked(answer, request, locked.untilMillis(), challenge);
        }
        return stopped(answer, challenge);
    }

    private OtpAnswer locked(OtpAnswer answer, OtpRequest request, long untilMillis, Challenge challenge) {
        if (request.budget().daily()) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODES_SPENT, challenge);
            return answer.linkAlone(untilMillis);
        }
        error(Errors.USER_TEMPORARILY_DISABLED, AuditReason.SECOND_FACTOR_LOCKED, challenge);
        return answer.locked(untilMillis);
    }

    private OtpAnswer stopped(OtpAnswer answer, Challenge challenge) {
        error(Errors.USER_DISABLED, AuditReason.SECOND_FACTOR_PERMANENTLY_LOCKED, challenge);
        return answer.stopped();
    }

    private void error(String error, AuditReason reason, Challenge challenge) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(AuditStep.CODE_REFUSED).reason(reason).reference(challenge == null ? null : challenge.reference())
                .on(event.clone().user(addressee.user())).error(error);
    }

    private static StepResult plain(OtpAnswer answer) {
        return new StepResult.Show(answer.render(), false);
    }
}
