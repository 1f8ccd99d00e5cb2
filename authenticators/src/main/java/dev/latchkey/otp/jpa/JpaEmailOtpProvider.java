package dev.latchkey.otp.jpa;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.meter.Spans;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.mail.MailPriority;
import dev.latchkey.mail.MailQueue;
import dev.latchkey.mail.MailReceipt;
import dev.latchkey.mail.OutgoingMail;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.ChallengeSecrets;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.LimitedDelivery;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OpenedLink;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.OtpComposer;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.Secrets;
import dev.latchkey.otp.SendLimits;
import dev.latchkey.otp.SendRule;
import dev.latchkey.otp.StoredChallenge;
import dev.latchkey.otp.VerifyResult;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Implements {@link EmailOtpProvider} on the table {@code LATCHKEY_OTP_CHALLENGE}. */
final class JpaEmailOtpProvider implements EmailOtpProvider {

    private static final Logger LOG = Logger.getLogger(JpaEmailOtpProvider.class);
    private static final String KEY_USE = "email-otp";

    private final KeycloakSession session;
    private final Secrets secrets;

    JpaEmailOtpProvider(KeycloakSession session, Secrets secrets) {
        this.session = session;
        this.secrets = secrets;
    }

    @Override
    public IssueResult issue(OtpRequest request, OtpComposer composer) {
        return mail(request, composer, ChallengeIssuer::first, () -> existing(request));
    }

    @Override
    public IssueResult resend(OtpRequest request, String challengeId, OtpComposer composer) {
        return mail(request, composer, issuer -> issuer.again(challengeId), Optional::empty);
    }

    private IssueResult mail(OtpRequest request, OtpComposer composer,
            Function<ChallengeIssuer, ChallengeIssuer.Outcome> work, Supplier<Optional<IssueResult>> instead) {
        return Spans.in(session, EmailOtpProvider.class, "send", () -> mailTraced(request, composer, work, instead));
    }

    private IssueResult mailTraced(OtpRequest request, OtpComposer composer,
            Function<ChallengeIssuer, ChallengeIssuer.Outcome> work, Supplier<Optional<IssueResult>> instead) {
        EmailOtpPolicy policy = EmailOtpPolicy.of(request.realm());
        OtpChannel channel = OtpChannels.named(session, request.binding().channel());
        List<RateDemand> demands = SendLimits.demands(request, channel, clientId(), policy, Limits.of(session));
        Optional<RateResult.Refused> refused = session.getProvider(RateLimiter.class).recall(demands).refusal();
        if (refused.isPresent()) {
            // a challenge that another tab of this browser has asked for can still be answered
            return instead.get().orElseGet(() -> ChallengeIssuer.throttled(refused.get()));
        }
        // before a factor the delivery alone refuses: a decoy pays nothing, and the answer would tell it apart
        Optional<Long> spentUntil = request.afterFirstFactor() ? channel.moneySpentUntil(request) : Optional.empty();
        if (spentUntil.isPresent()) {
            return instead.get().orElseGet(() -> unpaid(request.realm(), spentUntil.get()));
        }
        GuardRules rules = GuardRules.of(session, request.realm());
        KeyRing ring = ring(request);
        RateDemand number = SendLimits.number(request, Limits.of(session));

        Optional<MailQueue.Slot> reserved =
                session.getProvider(MailQueue.class).reserve(request.realm().getId(), MailPriority.CODE);
        try (MailQueue.Slot slot = reserved.orElse(null)) {
            ChallengeIssuer.Terms terms = new ChallengeIssuer.Terms(request, policy, rules, demands, number,
                    ring, slot != null);
            ChallengeIssuer.Outcome outcome =
                    OwnTransaction.run(session, own -> work.apply(new ChallengeIssuer(own, terms, secrets)));
            if (outcome.result() instanceof IssueResult.Throttled throttled
                    && throttled.reason() == AuditReason.RANGE_UNANSWERED) {
                LimitedDelivery.warnOfRange(request.realm().getName(), channel.id(),
                        channel.range(request.binding().address()));
            }
            if (outcome.code() != null) {
                Meters.count(Meter.CODES_SENT, request.realm().getName(), channel.id(), request.binding().purpose());
                handOver(request, composer, outcome, slot, channel);
            }
            return outcome.result();
        }
    }

    private static IssueResult unpaid(RealmModel realm, long until) {
        LOG.warnf("Realm %s: no more codes that cost money are sent today: the money for them is spent",
                realm.getName());
        long seconds = TimeUnit.MILLISECONDS.toSeconds(until - Time.currentTimeMillis()) + 1;
        return new IssueResult.Throttled(seconds, AuditReason.MONEY_SPENT);
    }

    private String clientId() {
        ClientModel client = session.getContext().getClient();
        return client == null ? "" : client.getId();
    }

    private void handOver(OtpRequest request, OtpComposer composer, ChallengeIssuer.Outcome outcome,
            MailQueue.Slot slot, OtpChannel channel) {
        IssuedCode code = outcome.code();
        MailReceipt receipt = ChallengeDeliveries.receipt(code, channel.cost().newestAlone());
        List<RateDemand> whenItLeaves = SendLimits.whenItLeaves(request, channel, clientId(), Limits.of(session));
        String range = channel.range(request.binding().address());
        try {
            composer.compose(code).map(message -> LimitedDelivery.of(message, whenItLeaves, range))
                    .ifPresent(message -> slot.send(new OutgoingMail(request.realm().getId(), message,
                            code.expiresAt(), Optional.of(receipt))));
        } catch (MessageNotComposedException e) {
            LOG.errorf(e, "Realm %s", request.realm().getName());
            OwnTransaction.run(session, own -> {
                receipt.log().report(own, receipt, DeliveryStatus.FAILED);
                return null;
            });
        }
    }

    private Optional<IssueResult> existing(OtpRequest request) {
        SendRule rule = rule(request);
        ChallengeSecrets derived = new ChallengeSecrets(ring(request), request);
        return OwnTransaction.run(session, own -> rule.first(
                new ChallengeStore(own, rule.now()).unused(request).stream().filter(derived::serves).toList()));
    }

    @Override
    public Optional<Challenge> find(OtpRequest request, String challengeId) {
        return find(request, challengeId, found -> true);
    }

    @Override
    public Optional<Challenge> findByLink(OtpRequest request, String challengeId, String token) {
        ChallengeSecrets derived = new ChallengeSecrets(ring(request), request);
        return find(request, challengeId, found -> derived.isLinkToken(found, token));
    }

    private Optional<Challenge> find(OtpRequest request, String challengeId, Predicate<StoredChallenge> wanted) {
        SendRule rule = rule(request);
        return OwnTransaction.run(session, own -> new ChallengeStore(own, rule.now()).find(request, challengeId))
                .filter(wanted)
                .map(rule::view);
    }

    @Override
    public Optional<OpenedLink> findOpened(RealmModel realm, String challengeId, Optional<String> sessionId) {
        EmailOtpPolicy policy = EmailOtpPolicy.of(realm);
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session, own -> new ChallengeStore(own, now).findHeld(realm.getId(), challengeId))
                .filter(held -> held.challenge().link())
                .map(held -> new OpenedLink(held.challenge().view(policy, false, now),
                        sessionId.map(ChallengeBinding::holder).filter(held.holder()::equals).isPresent(),
                        held.prompted()));
    }

    @Override
    public Optional<String> number(OtpRequest request, String challengeId) {
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session, own -> new ChallengeStore(own, now).find(request, challengeId))
                .filter(found -> found.live(now) && found.isShownBy(request))
                .flatMap(new ChallengeSecrets(ring(request), request)::number);
    }

    private static SendRule rule(OtpRequest request) {
        return new SendRule(EmailOtpPolicy.of(request.realm()), request.afterFirstFactor(), Time.currentTimeMillis());
    }

    @Override
    public VerifyResult verifyCode(OtpRequest request, String challengeId, String input) {
        Optional<String> code = Secrets.normalise(input);
        if (code.isEmpty()) {
            return new VerifyResult.Malformed();
        }
        return verify(request, verifier -> verifier.code(challengeId, code.get()));
    }

    @Override
    public VerifyResult verifyLink(OtpRequest request, String challengeId, String token) {
        return verify(request, verifier -> verifier.link(challengeId, token));
    }

    @Override
    public VerifyResult confirmNumber(OtpRequest request, String challengeId, String token, String described,
            String input) {
        Optional<String> number = Secrets.number(input);
        if (number.isEmpty()) {
            return new VerifyResult.Malformed();
        }
        VerifyResult result = verifyTraced(request,
                verifier -> verifier.number(challengeId, token, described, number.get()));
        if (result.reason().isPresent()) {
            // an accepted answer is counted where the sign-in goes on
            count(request, result);
        }
        return result;
    }

    @Override
    public Optional<VerifyResult> verifyConfirmation(OtpRequest request, String challengeId) {
        Optional<VerifyResult> result = verifyTraced(request, verifier -> verifier.confirmation(challengeId));
        result.filter(VerifyResult.Accepted.class::isInstance).ifPresent(accepted -> settle(request, accepted));
        return result;
    }

    private VerifyResult verify(OtpRequest request, Function<ChallengeVerifier, VerifyResult> work) {
        VerifyResult result = verifyTraced(request, work);
        settle(request, result);
        return result;
    }

    private void settle(OtpRequest request, VerifyResult result) {
        count(request, result);
        if (result instanceof VerifyResult.Accepted) {
            answered(request);
        }
    }

    /** In a transaction of its own: one that issues a code takes from the rates before it changes the challenge. */
    private void answered(OtpRequest request) {
        OtpChannel channel = OtpChannels.named(session, request.binding().channel());
        Limits limits = Limits.of(session);
        SendLimits.unanswered(request, channel, limits).ifPresent(unanswered -> {
            int worth = SendLimits.answerWorth(request, channel, limits);
            try {
                OwnTransaction.run(session, own -> {
                    own.getProvider(RateLimiter.class).giveBack(unanswered, worth);
                    return null;
                });
            } catch (RuntimeException e) {
                // the code is used up: its user must not be turned away for a credit to others
                LOG.errorf(e, "Realm %s: an entered code was not credited to its range", request.realm().getName());
            }
        });
    }

    private <R> R verifyTraced(OtpRequest request, Function<ChallengeVerifier, R> work) {
        EmailOtpPolicy policy = EmailOtpPolicy.of(request.realm());
        GuardRules rules = GuardRules.of(session, request.realm());
        KeyRing ring = ring(request);
        boolean links = OtpChannels.named(session, request.binding().channel()).holdsLinks();
        return Spans.in(session, EmailOtpProvider.class, "verify", () -> OwnTransaction.run(session,
                own -> work.apply(new ChallengeVerifier(own, request, policy, rules, ring, links))));
    }

    private static void count(OtpRequest request, VerifyResult result) {
        String realm = request.realm().getName();
        String channel = request.binding().channel();
        Purpose purpose = request.binding().purpose();
        if (result instanceof VerifyResult.Accepted) {
            Meters.count(Meter.CODES_ACCEPTED, realm, channel, purpose);
        }
        if (result instanceof VerifyResult.Wrong wrong && wrong.locks()) {
            Meters.count(Meter.GUARD_LOCKS, request.budget());
        }
        result.reason().ifPresent(reason -> Meters.count(Meter.CODES_REFUSED, realm, channel, purpose, reason));
    }

    @Override
    public boolean received(String realmId, String channel, String challengeId, long sentAt, DeliveryStatus status) {
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session,
                own -> new ChallengeStore(own, now).received(realmId, channel, challengeId, sentAt, status));
    }

    private KeyRing ring(OtpRequest request) {
        return session.getProvider(MacKeys.class).ring(request.realm(), KEY_USE);
    }

    @Override
    public void close() {
    }
}
