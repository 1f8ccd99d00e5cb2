package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.MultivaluedMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueVerdict;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.VerifyVerdict;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What the sign-in step and the required action have in common: show the page, send, judge, and turn each verdict into
 * a page and an event. Sending happens when a tab has no challenge yet and when its person asks, never by rendering.
 */
final class CodeStep {

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final UserModel user;
    private final Supplier<LoginFormsProvider> forms;
    private final EventBuilder event;
    /** What the page offers besides the code. */
    private final Map<String, Object> more;
    private final ChallengeNotes notes;
    private final EmailOtpProvider provider;
    private final Purpose purpose;

    CodeStep(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user, Purpose purpose,
            Supplier<LoginFormsProvider> forms, EventBuilder event, Map<String, Object> more) {
        this.session = session;
        this.authSession = authSession;
        this.user = user;
        this.purpose = purpose;
        this.forms = forms;
        this.event = event;
        this.more = more;
        this.notes = new ChallengeNotes(authSession, purpose);
        this.provider = session.getProvider(EmailOtpProvider.class);
    }

    /** Shows the page again, or sends the first mail of this tab; passes when the link was opened meanwhile. */
    StepResult show() {
        return withAddress(request -> {
            Optional<String> accepted = notes.takeAcceptedLink();
            if (accepted.isPresent()) {
                notes.clear();
                return new StepResult.Passed("link", accepted.get());
            }
            return standing(request).map(challenge -> plain(page(request).challenge(challenge)))
                    .orElseGet(() -> issue(request));
        });
    }

    /** Judges the form: a code, or the wish for another mail. */
    StepResult submit(MultivaluedMap<String, String> form) {
        return withAddress(request -> form.containsKey("resend")
                ? resend(request)
                : judge(request, onlyCode(form)));
    }

    /** A form that sends the field twice was not filled in by a person; neither value is judged. */
    private static String onlyCode(MultivaluedMap<String, String> form) {
        List<String> codes = form.get(CodePage.FIELD);
        return codes == null || codes.size() != 1 ? null : codes.get(0);
    }

    private StepResult withAddress(Function<OtpRequest, StepResult> work) {
        if (user.getEmail() == null || user.getEmail().isBlank()) {
            error(Errors.INVALID_EMAIL, AuditReason.NO_EMAIL_ADDRESS, null);
            return new StepResult.Show(CodePage.withoutAddress(forms.get()), false);
        }
        OtpRequest request = OtpRequests.of(session, authSession, user, purpose);
        Optional<AccountState.Shut> shut = AccountState.shut(session, request.realm(), user);
        return shut.map(state -> {
            error(state.error(), AuditReason.ACCOUNT_UNAVAILABLE, null);
            CodePage page = page(request);
            return plain(state.untilMillis() > 0
                    ? page.locked(state.untilMillis())
                    : page.shut("latchkeyAccountUnavailable"));
        }).orElseGet(() -> work.apply(request));
    }

    private Optional<Challenge> standing(OtpRequest request) {
        return notes.challenge().flatMap(id -> provider.find(request, id)).filter(challenge -> !challenge.used());
    }

    private StepResult issue(OtpRequest request) {
        return afterSending(request, provider.issue(request, mail(request)), null);
    }

    private StepResult resend(OtpRequest request) {
        Optional<Challenge> standing = standing(request);
        if (standing.isEmpty()) {
            return issue(request);
        }
        IssueVerdict verdict = provider.resend(request, standing.get().id(), mail(request));
        return afterSending(request, verdict, standing.get());
    }

    private CodeMail mail(OtpRequest request) {
        return new CodeMail(session, authSession, user, request);
    }

    private StepResult afterSending(OtpRequest request, IssueVerdict verdict, Challenge before) {
        CodePage page = page(request);
        if (before != null) {
            page.challenge(before);
        }
        if (verdict instanceof IssueVerdict.Sent sent) {
            notes.challenge(sent.challenge().id());
            Audit.of(AuditStep.CODE_SENT).reference(sent.challenge().reference())
                    .on(event.clone().event(EventType.SEND_VERIFY_EMAIL).user(user)).success();
            page.challenge(sent.challenge());
            return plain(before == null ? page : page.success("latchkeyResent", sent.challenge().reference()));
        }
        if (verdict instanceof IssueVerdict.Standing standing) {
            notes.challenge(standing.challenge().id());
            return plain(page.challenge(standing.challenge()));
        }
        if (verdict instanceof IssueVerdict.CoolingDown cooling) {
            return plain(page.coolingDown(cooling.untilMillis()));
        }
        if (verdict instanceof IssueVerdict.Throttled throttled) {
            error(Errors.ACCESS_DENIED, AuditReason.EXCESS_RATE_LIMIT_EXCEEDED, before);
            return plain(page.throttled(throttled.retryAfterSeconds()));
        }
        if (verdict instanceof IssueVerdict.Locked locked) {
            return plain(locked(page, locked.untilMillis(), before));
        }
        if (verdict instanceof IssueVerdict.MailBusy) {
            return plain(page.error("latchkeyMailBusy"));
        }
        if (verdict instanceof IssueVerdict.NoResendsLeft) {
            return plain(page.noResendsLeft());
        }
        return plain(stopped(page, before));
    }

    private StepResult judge(OtpRequest request, String input) {
        CodePage page = page(request);
        Optional<String> challengeId = notes.challenge();
        if (challengeId.isEmpty()) {
            return plain(page.error("latchkeyCodeExpired"));
        }
        VerifyVerdict verdict = provider.verifyCode(request, challengeId.get(), input);
        if (verdict instanceof VerifyVerdict.Accepted accepted) {
            notes.clear();
            return new StepResult.Passed("code", accepted.reference());
        }
        if (verdict instanceof VerifyVerdict.Wrong wrong) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.WRONG_CODE, wrong.challenge());
            return new StepResult.Show(wrong(page, wrong.challenge()).render(), true);
        }
        return plain(notJudged(page, request, verdict));
    }

    private CodePage notJudged(CodePage page, OtpRequest request, VerifyVerdict verdict) {
        Challenge challenge = standing(request).orElse(null);
        if (challenge != null) {
            page.challenge(challenge);
        }
        if (verdict instanceof VerifyVerdict.Malformed) {
            return page.fieldError("latchkeyMalformedCode", EmailOtpPolicy.of(request.realm()).codeLength());
        }
        if (verdict instanceof VerifyVerdict.Exhausted) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODE_USED_UP, challenge);
            return page.error("latchkeyCodeUsedUp");
        }
        if (verdict instanceof VerifyVerdict.Expired) {
            error(Errors.EXPIRED_CODE, AuditReason.CODE_EXPIRED, challenge);
            return page.error("latchkeyCodeExpired");
        }
        if (verdict instanceof VerifyVerdict.Locked locked) {
            return locked(page, locked.untilMillis(), challenge);
        }
        return stopped(page, challenge);
    }

    private static CodePage wrong(CodePage page, Challenge challenge) {
        page.challenge(challenge);
        return challenge.attemptsLeft() > 0
                ? page.fieldError("latchkeyInvalidCode", challenge.attemptsLeft())
                : page.error("latchkeyInvalidCodeLast");
    }

    private CodePage locked(CodePage page, long untilMillis, Challenge challenge) {
        error(Errors.USER_TEMPORARILY_DISABLED, AuditReason.SECOND_FACTOR_LOCKED, challenge);
        return page.locked(untilMillis);
    }

    private CodePage stopped(CodePage page, Challenge challenge) {
        error(Errors.USER_DISABLED, AuditReason.SECOND_FACTOR_STOPPED, challenge);
        return page.shut("latchkeyStopped");
    }

    private void error(String error, AuditReason reason, Challenge challenge) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.giveConnectionBack(session);
        Audit.of(AuditStep.CODE_REFUSED).reason(reason).reference(challenge == null ? null : challenge.reference())
                .on(event.clone().user(user)).error(error);
    }

    private CodePage page(OtpRequest request) {
        return new CodePage(forms.get(), request, more);
    }

    private static StepResult plain(CodePage page) {
        return new StepResult.Show(page.render(), false);
    }
}
