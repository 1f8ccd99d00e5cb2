package dev.latchkey.otp.flow;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.notice.Notice;
import dev.latchkey.common.notice.NoticeKind;
import dev.latchkey.common.notice.Notices;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueVerdict;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.VerifyVerdict;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What all steps have in common that ask for a code: show the challenge, send, judge, and turn each verdict into an
 * answer and an event. Sending happens when a sign-in has no challenge yet and when its person asks, never by
 * rendering.
 */
final class CodeStep {

    private final KeycloakSession session;
    private final Addressee addressee;
    private final CodeAnswers answers;
    private final EventBuilder event;
    private final ChallengeNotes notes;
    private final EmailOtpProvider provider;
    private final Purpose purpose;

    CodeStep(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user, Purpose purpose,
            CodeAnswers answers, EventBuilder event) {
        this(session, authSession, new KnownUser(session, authSession, user), purpose, answers, event);
    }

    CodeStep(KeycloakSession session, AuthenticationSessionModel authSession, Addressee addressee, Purpose purpose,
            CodeAnswers answers, EventBuilder event) {
        this.session = session;
        this.addressee = addressee;
        this.purpose = purpose;
        this.answers = answers;
        this.event = event;
        this.notes = new ChallengeNotes(authSession, purpose);
        this.provider = session.getProvider(EmailOtpProvider.class);
    }

    /** Shows the challenge again, or sends its first mail; passes when the link was opened meanwhile. */
    StepResult show() {
        return withAddress(request -> {
            Optional<String> accepted = notes.takeAcceptedLink();
            if (accepted.isPresent() && isThisOnes(request)) {
                notes.clear();
                return new StepResult.Passed("link", accepted.get());
            }
            return standing(request).map(challenge -> plain(answers.about(request).challenge(challenge)))
                    .orElseGet(() -> issue(request));
        });
    }

    /** A tab can have changed its mind whom it is about since it noted an accepted link. */
    private boolean isThisOnes(OtpRequest request) {
        return notes.challenge().flatMap(id -> provider.find(request, id)).filter(Challenge::used).isPresent();
    }

    /** Sends another mail. */
    StepResult resend() {
        return withAddress(this::resend);
    }

    /**
     * Judges what was typed.
     *
     * @param input what was typed; null when it cannot have been typed by a person
     */
    StepResult judge(String input) {
        return withAddress(request -> judge(request, input));
    }

    private StepResult withAddress(Function<OtpRequest, StepResult> work) {
        if (!addressee.reachable()) {
            error(Errors.INVALID_EMAIL, AuditReason.NO_EMAIL_ADDRESS, null);
            return new StepResult.Show(answers.withoutAddress(), false);
        }
        OtpRequest request = addressee.request(purpose);
        return addressee.shut().map(state -> {
            error(state.error(), AuditReason.ACCOUNT_UNAVAILABLE, null);
            CodeAnswer answer = answers.about(request);
            return plain(state.untilMillis() > 0 ? answer.locked(state.untilMillis()) : answer.unavailable());
        }).orElseGet(() -> work.apply(request));
    }

    private Optional<Challenge> standing(OtpRequest request) {
        return notes.challenge().flatMap(id -> provider.find(request, id)).filter(challenge -> !challenge.used());
    }

    private StepResult issue(OtpRequest request) {
        return afterSending(request, provider.issue(request, addressee.mail(request)), null);
    }

    private StepResult resend(OtpRequest request) {
        Optional<Challenge> standing = standing(request);
        if (standing.isEmpty()) {
            return issue(request);
        }
        IssueVerdict verdict = provider.resend(request, standing.get().id(), addressee.mail(request));
        return afterSending(request, verdict, standing.get());
    }

    private StepResult afterSending(OtpRequest request, IssueVerdict verdict, Challenge before) {
        CodeAnswer answer = answers.about(request);
        if (before != null) {
            answer.challenge(before);
        }
        if (verdict instanceof IssueVerdict.Sent sent) {
            notes.challenge(sent.challenge().id());
            sent(request, sent.challenge());
            return plain(before == null ? answer.challenge(sent.challenge()) : answer.resent(sent.challenge()));
        }
        if (verdict instanceof IssueVerdict.Standing standing) {
            notes.challenge(standing.challenge().id());
            return plain(answer.challenge(standing.challenge()));
        }
        if (verdict instanceof IssueVerdict.CoolingDown cooling) {
            return plain(answer.coolingDown(cooling.untilMillis()));
        }
        if (verdict instanceof IssueVerdict.Throttled throttled) {
            error(Errors.ACCESS_DENIED, AuditReason.EXCESS_RATE_LIMIT_EXCEEDED, before);
            return plain(answer.throttled(throttled.retryAfterSeconds()));
        }
        if (verdict instanceof IssueVerdict.Locked locked) {
            return plain(locked(answer, request, locked.untilMillis(), before));
        }
        if (verdict instanceof IssueVerdict.MailBusy) {
            return plain(answer.mailBusy());
        }
        if (verdict instanceof IssueVerdict.NoResendsLeft) {
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

    private StepResult judge(OtpRequest request, String input) {
        CodeAnswer answer = answers.about(request);
        Optional<String> challengeId = notes.challenge();
        if (challengeId.isEmpty()) {
            return plain(answer.expired());
        }
        VerifyVerdict verdict = provider.verifyCode(request, challengeId.get(), input);
        if (verdict instanceof VerifyVerdict.Accepted accepted) {
            notes.clear();
            return new StepResult.Passed("code", accepted.reference());
        }
        if (verdict instanceof VerifyVerdict.Wrong wrong) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.WRONG_CODE, wrong.challenge());
            if (wrong.locks()) {
                Notices.of(session).tell(session.getContext().getRealm(), addressee.user(),
                        Notice.of(NoticeKind.ACCOUNT_LOCKED));
            }
            return new StepResult.Show(answer.wrong(wrong.challenge()).render(), true);
        }
        return plain(notJudged(answer, request, verdict));
    }

    private CodeAnswer notJudged(CodeAnswer answer, OtpRequest request, VerifyVerdict verdict) {
        Challenge challenge = standing(request).orElse(null);
        if (challenge != null) {
            answer.challenge(challenge);
        }
        if (verdict instanceof VerifyVerdict.Malformed) {
            return answer.malformed();
        }
        if (verdict instanceof VerifyVerdict.Exhausted) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODE_USED_UP, challenge);
            return answer.usedUp();
        }
        if (verdict instanceof VerifyVerdict.Expired) {
            error(Errors.EXPIRED_CODE, AuditReason.CODE_EXPIRED, challenge);
            return answer.expired();
        }
        if (verdict instanceof VerifyVerdict.Locked locked) {
            return locked(answer, request, locked.untilMillis(), challenge);
        }
        return stopped(answer, challenge);
    }

    private CodeAnswer locked(CodeAnswer answer, OtpRequest request, long untilMillis, Challenge challenge) {
        if (request.budget().daily()) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODES_SPENT, challenge);
            return answer.linkAlone(untilMillis);
        }
        error(Errors.USER_TEMPORARILY_DISABLED, AuditReason.SECOND_FACTOR_LOCKED, challenge);
        return answer.locked(untilMillis);
    }

    private CodeAnswer stopped(CodeAnswer answer, Challenge challenge) {
        error(Errors.USER_DISABLED, AuditReason.SECOND_FACTOR_STOPPED, challenge);
        return answer.stopped();
    }

    private void error(String error, AuditReason reason, Challenge challenge) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.giveConnectionBack(session);
        Audit.of(AuditStep.CODE_REFUSED).reason(reason).reference(challenge == null ? null : challenge.reference())
                .on(event.clone().user(addressee.user())).error(error);
    }

    private static StepResult plain(CodeAnswer answer) {
        return new StepResult.Show(answer.render(), false);
    }
}
