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
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
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

    private static final String CODE = "code";

    private final KeycloakSession session;
    private final Addressee addressee;
    private final OtpAnswers answers;
    private final EventBuilder event;
    private final ChallengeNotes notes;
    private final EmailOtpProvider provider;
    private final Purpose purpose;

    /**
     * Creates the step for a known user, with codes by e-mail.
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
        this(session, authSession, user, purpose, OtpChannels.email(session), answers, event);
    }

    /**
     * Creates the step for a known user.
     *
     * @param session     the request's session
     * @param authSession the tab's authentication session
     * @param user        the user of the sign-in
     * @param purpose     the purpose of the code
     * @param channel     the channel by which codes are sent
     * @param answers     creates the answers
     * @param event       the event of the request; the step sends clones of it
     */
    public OtpStep(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user, Purpose purpose,
            OtpChannel channel, OtpAnswers answers, EventBuilder event) {
        this(session, authSession, new KnownUser(session, authSession, user, channel, Optional.empty()), purpose,
                answers, event);
    }

    /**
     * Creates the step for a known user who is to prove a new address.
     *
     * @param session     the request's session
     * @param authSession the tab's authentication session
     * @param user        the user of the sign-in
     * @param channel     the channel by which codes are sent
     * @param address     the address that the user has typed, in the form of the channel, to which the channel sends
     * @param answers     creates the answers
     * @param event       the event of the request; the step sends clones of it
     * @return the step
     */
    public static OtpStep toNewAddress(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
            OtpChannel channel, String address, OtpAnswers answers, EventBuilder event) {
        return new OtpStep(session, authSession,
                new KnownUser(session, authSession, user, channel, Optional.of(address)), Purpose.NEW_ADDRESS, answers,
                event);
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
        this.notes = new ChallengeNotes(authSession, purpose, addressee.channel().id());
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
            if (accepted.isPresent() && isUsed(request)) {
                notes.clear();
                return passed("link", accepted.get(), request);
            }
            return noted(request).map(challenge -> shown(request, challenge)).orElseGet(() -> issue(request));
        });
    }

    /** Whether the tab's challenge is used and belongs to this request: the user may have typed another name since. */
    private boolean isUsed(OtpRequest request) {
        return noted(request).filter(Challenge::used).isPresent();
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

    /** @return whether the page may show a number to be typed where the link is opened in another browser */
    boolean matchesNumbers() {
        return answers.numberPrompt().isPresent();
    }

    /**
     * Goes on when the number that this tab shows was typed in another browser.
     *
     * @return passed when it was; otherwise the page to show
     */
    public StepResult confirmed() {
        return withAddress(request -> notes.challenge()
                .flatMap(id -> provider.verifyConfirmation(request, id))
                .map(result -> result.fold(new Verification(request, "number")))
                .orElseGet(() -> plain(shownWithChallenge(request).notConfirmed())));
    }

    private OtpAnswer shownWithChallenge(OtpRequest request) {
        OtpAnswer answer = about(request);
        return existing(request).map(answer::challenge).orElseGet(answer::expired);
    }

    private StepResult withAddress(Function<OtpRequest, StepResult> work) {
        if (!addressee.reachable(purpose)) {
            boolean email = MailDelivery.CHANNEL.equals(addressee.channel().id());
            error(Errors.INVALID_EMAIL, email ? AuditReason.NO_EMAIL_ADDRESS : AuditReason.NO_ADDRESS, null);
            return new StepResult.Show(answers.withoutAddress(addressee.channel()), false);
        }
        OtpRequest request = addressee.request(purpose)
                .by(answers.inBrowser() && addressee.channel().holdsLinks(), answers.numberPrompt());
        // who has typed a name alone must not learn the state of the account: only its code leads to that
        return request.afterFirstFactor()
                ? unavailable(request).orElseGet(() -> work.apply(request))
                : work.apply(request);
    }

    private Optional<StepResult> unavailable(OtpRequest request) {
        return addressee.unavailable().map(state -> {
            error(state.error(), AuditReason.ACCOUNT_UNAVAILABLE, null);
            OtpAnswer answer = about(request);
            return plain(state.untilMillis() > 0 ? answer.locked(state.untilMillis()) : answer.unavailable());
        });
    }

    private OtpAnswer about(OtpRequest request) {
        return answers.about(request, addressee.channel());
    }

    /** The reader of the mail may learn the state of the account. After a first factor it was told before. */
    private StepResult passed(String factor, String reference, OtpRequest request) {
        Optional<StepResult> refused = request.afterFirstFactor() ? Optional.empty() : unavailable(request);
        return refused.orElseGet(() -> new StepResult.Passed(factor, reference, request.binding().channel(),
                request.binding().address()));
    }

    private Optional<Challenge> noted(OtpRequest request) {
        return notes.challenge().flatMap(id -> provider.find(request, id));
    }

    private Optional<Challenge> existing(OtpRequest request) {
        return noted(request).filter(challenge -> !challenge.used());
    }

    private StepResult shown(OtpRequest request, Challenge challenge) {
        if (challenge.used()) {
            // the user asks for another mail, no page sends one by being shown
            return plain(about(request).usedInAnotherTab());
        }
        return plain(about(request).challenge(challenge));
    }

    private StepResult issue(OtpRequest request) {
        return plain(provider.issue(request, addressee.message(request)).fold(new Sending(request, null)));
    }

    private StepResult resend(OtpRequest request) {
        Optional<Challenge> existing = existing(request);
        if (existing.isEmpty()) {
            return issue(request);
        }
        IssueResult result = provider.resend(request, existing.get().id(), addressee.message(request));
        return plain(result.fold(new Sending(request, existing.get())));
    }

    /** Converts the result of a request for a mail to an answer and an event. */
    private final class Sending implements IssueResult.Cases<OtpAnswer> {

        private final OtpRequest request;
        private final Challenge before;
        private final OtpAnswer answer;

        /** @param before the challenge that another mail was asked for; null when there was none */
        Sending(OtpRequest request, Challenge before) {
            this.request = request;
            this.before = before;
            this.answer = about(request);
            if (before != null) {
                answer.challenge(before);
            }
        }

        @Override
        public OtpAnswer sent(IssueResult.Sent result) {
            notes.challenge(result.challenge().id());
            reportSent(request, result.challenge());
            return before == null
                    ? answer.challenge(result.challenge())
                    : answer.resent(result.challenge(), result.repeated());
        }

        @Override
        public OtpAnswer existing(IssueResult.Existing result) {
            notes.challenge(result.challenge().id());
            return answer.challenge(result.challenge());
        }

        @Override
        public OtpAnswer coolingDown(IssueResult.CoolingDown result) {
            return answer.coolingDown(result.untilMillis());
        }

        @Override
        public OtpAnswer throttled(IssueResult.Throttled result) {
            error(Errors.ACCESS_DENIED, result.reason(), before);
            return answer.throttled(result.retryAfterSeconds());
        }

        @Override
        public OtpAnswer locked(IssueResult.Locked result) {
            return OtpStep.this.locked(answer, request, result.untilMillis(), before);
        }

        @Override
        public OtpAnswer permanentlyLocked(IssueResult.PermanentlyLocked result) {
            return OtpStep.this.permanentlyLocked(answer, before);
        }

        @Override
        public OtpAnswer mailBusy(IssueResult.MailBusy result) {
            return answer.mailBusy();
        }

        @Override
        public OtpAnswer noResendsLeft(IssueResult.NoResendsLeft result) {
            return answer.noResendsLeft();
        }
    }

    private void reportSent(OtpRequest request, Challenge challenge) {
        if (request.decoy()) {
            error(Errors.USER_NOT_FOUND, AuditReason.NO_ACCOUNT, challenge);
            return;
        }
        if (!addressee.written()) {
            error(Errors.USER_DISABLED, AuditReason.ACCOUNT_UNAVAILABLE, challenge);
            return;
        }
        Audit.of(AuditStep.CODE_SENT).channel(addressee.channel().id()).reference(challenge.reference())
                .on(event.clone().event(EventType.SEND_VERIFY_EMAIL).user(addressee.user())).success();
    }

    private StepResult verify(OtpRequest request, String input) {
        return notes.challenge()
                .map(id -> provider.verifyCode(request, id, input).fold(new Verification(request, CODE)))
                .orElseGet(() -> plain(about(request).expired()));
    }

    /** Converts the result of a verification to an answer and an event. */
    private final class Verification implements VerifyResult.Cases<StepResult> {

        private final OtpRequest request;
        private final String factor;
        private OtpAnswer answer;

        Verification(OtpRequest request, String factor) {
            this.request = request;
            this.factor = factor;
        }

        /** Made when it is needed: a right code has no page, for which Keycloak would make the tab's next code. */
        private OtpAnswer answer() {
            if (answer == null) {
                answer = about(request);
            }
            return answer;
        }

        @Override
        public StepResult accepted(VerifyResult.Accepted result) {
            notes.clear();
            return passed(factor, result.reference(), request);
        }

        @Override
        public StepResult wrong(VerifyResult.Wrong result) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.WRONG_CODE, result.challenge());
            if (result.locks()) {
                Notifications.of(session).send(session.getContext().getRealm(), addressee.user(),
                        Notification.of(NotificationKind.ACCOUNT_LOCKED));
            }
            return new StepResult.Show(answer().wrong(result.challenge()).render(), true);
        }

        @Override
        public StepResult malformed(VerifyResult.Malformed result) {
            existingShown();
            return plain(answer().malformed());
        }

        @Override
        public StepResult exhausted(VerifyResult.Exhausted result) {
            refused(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODE_USED_UP);
            return plain(answer().usedUp());
        }

        @Override
        public StepResult expired(VerifyResult.Expired result) {
            refused(Errors.EXPIRED_CODE, AuditReason.CODE_EXPIRED);
            // a tab that has used its challenge has forgotten it
            return plain(isUsed(request) ? answer().usedInAnotherTab() : answer().expired());
        }

        /** A page that asks what has become of its number is no attempt. */
        private void refused(String error, AuditReason reason) {
            Challenge challenge = existingShown();
            if (CODE.equals(factor)) {
                error(error, reason, challenge);
            }
        }

        @Override
        public StepResult locked(VerifyResult.Locked result) {
            Challenge challenge = existingShown();
            return plain(OtpStep.this.locked(answer(), request, result.untilMillis(), challenge));
        }

        @Override
        public StepResult permanentlyLocked(VerifyResult.PermanentlyLocked result) {
            Challenge challenge = existingShown();
            return plain(OtpStep.this.permanentlyLocked(answer(), challenge));
        }

        /** Adds the challenge to the answer; returns null when there is none. */
        private Challenge existingShown() {
            Challenge challenge = OtpStep.this.existing(request).orElse(null);
            if (challenge != null) {
                answer().challenge(challenge);
            }
            return challenge;
        }
    }

    private OtpAnswer locked(OtpAnswer answer, OtpRequest request, long untilMillis, Challenge challenge) {
        if (request.budget().daily()) {
            error(Errors.INVALID_USER_CREDENTIALS, AuditReason.CODES_SPENT, challenge);
            return answer.codesSpent(untilMillis);
        }
        error(Errors.USER_TEMPORARILY_DISABLED, AuditReason.SECOND_FACTOR_LOCKED, challenge);
        return answer.locked(untilMillis);
    }

    private OtpAnswer permanentlyLocked(OtpAnswer answer, Challenge challenge) {
        error(Errors.USER_DISABLED, AuditReason.SECOND_FACTOR_PERMANENTLY_LOCKED, challenge);
        return answer.permanentlyLocked();
    }

    private void error(String error, AuditReason reason, Challenge challenge) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(AuditStep.CODE_REFUSED).reason(reason).channel(addressee.channel().id())
                .reference(challenge == null ? null : challenge.reference())
                .on(event.clone().user(addressee.user())).error(error);
    }

    private static StepResult plain(OtpAnswer answer) {
        return new StepResult.Show(answer.render(), false);
    }
}
