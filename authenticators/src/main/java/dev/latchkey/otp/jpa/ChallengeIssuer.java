package dev.latchkey.otp.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardResult;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.limit.RateDemand;
import dev.latchkey.common.limit.RateLimiter;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Secrets;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** Issues one code in its own transaction: checks guard and rate limits, and writes the row. */
final class ChallengeIssuer {

    /**
     * The input that is read before the transaction starts.
     *
     * @param request        the user and context that the code is bound to
     * @param policy         the realm's policy
     * @param rules          the guard's settings
     * @param demands        the rate limits that the mail counts against
     * @param ring           the MAC keys
     * @param slotReserved   whether a slot in the mail queue is reserved
     */
    record Terms(OtpRequest request, EmailOtpPolicy policy, GuardRules rules, List<RateDemand> demands, KeyRing ring,
            boolean slotReserved) {
    }

    /**
     * The result of the transaction.
     *
     * @param result    the result for the caller
     * @param code      the code and link to mail; null unless the result is {@link IssueResult.Sent}
     * @param expiresAt when the code expires, epoch milliseconds
     */
    record Outcome(IssueResult result, IssuedCode code, long expiresAt) {

        static Outcome refused(IssueResult result) {
            return new Outcome(result, null, 0);
        }
    }

    private static final String DECOY = "decoy-";

    private final KeycloakSession own;
    private final Terms terms;
    private final Secrets secrets;
    private final OtpRequest request;
    private final ChallengeBinding binding;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;
    private boolean linkAlone;

    ChallengeIssuer(KeycloakSession own, Terms terms, Secrets secrets) {
        this.own = own;
        this.terms = terms;
        this.secrets = secrets;
        this.request = terms.request();
        this.binding = request.binding();
        this.store = new ChallengeStore(own, now);
    }

    /** Issues the first mail of a tab, unless an earlier challenge of this browser prevents it. */
    Outcome first() {
        // before anything is read: taking from the user's rate serialises the requests, so that each sees the writes of
        // the previous one, also on databases with snapshot isolation from the first read; otherwise concurrent
        // requests would each send a mail
        RateResult rate = takeFromRates();
        return run(() -> store.ofSession(request).stream()
                .map(this::standsInTheWay).flatMap(Optional::stream).findFirst()
                .map(Outcome::refused)
                .orElseGet(() -> within(rate, this::insert)));
    }

    /** Issues a further mail of a challenge. */
    Outcome again(String challengeId) {
        return run(() -> {
            Optional<ChallengeEntity> row = store.find(request, challengeId)
                    .filter(found -> found.tabHash.equals(ChallengeStore.tabHash(binding)));
            if (row.isEmpty() || row.get().usedAt != null) {
                return Outcome.refused(new IssueResult.NoResendsLeft());
            }
            return mayResend(row.get()).map(Outcome::refused)
                    .orElseGet(() -> within(takeFromRates(), () -> replace(row.get())));
        });
    }

    private Outcome run(Supplier<Outcome> work) {
        Outcome outcome = guarded().map(Outcome::refused).orElseGet(work);
        if (!(outcome.result() instanceof IssueResult.Sent)) {
            // a refused mail must not count against any rate limit
            own.getTransactionManager().setRollbackOnly();
        }
        return outcome;
    }

    private Optional<IssueResult> guarded() {
        GuardResult guard = own.getProvider(AccountGuard.class)
                .look(terms.rules(), binding.realmId(), request.subject(), request.budget());
        if (guard instanceof GuardResult.Open) {
            return Optional.empty();
        }
        if (request.budget().daily()) {
            // an unauthenticated requester may have used the budget up: the owner can still sign in by the link, whose
            // token cannot be guessed
            linkAlone = true;
            return Optional.empty();
        }
        return Optional.of(guard instanceof GuardResult.Locked locked
                ? new IssueResult.Locked(locked.untilMillis())
                : new IssueResult.PermanentlyLocked());
    }

    private Optional<IssueResult> standsInTheWay(ChallengeEntity row) {
        boolean sameTab = row.tabHash.equals(ChallengeStore.tabHash(binding));
        boolean live = (row.codeMac == null || row.attempts < row.maxAttempts) && now < row.expiresAt;
        if (sameTab && (live || row.sends <= terms.policy().maxResends())) {
            return Optional.of(new IssueResult.Existing(view(row)));
        }
        long coolsAt = row.sentAt + terms.policy().cooldown().toMillis();
        return coolsAt > now && !neverLeft(row)
                ? Optional.of(new IssueResult.CoolingDown(coolsAt))
                : Optional.empty();
    }

    private Optional<IssueResult> mayResend(ChallengeEntity row) {
        if (neverLeft(row)) {
            return Optional.empty();
        }
        if (row.sends > terms.policy().maxResends()) {
            return Optional.of(new IssueResult.NoResendsLeft());
        }
        long coolsAt = row.sentAt + terms.policy().cooldown().toMillis();
        return coolsAt > now ? Optional.of(new IssueResult.CoolingDown(coolsAt)) : Optional.empty();
    }

    private boolean neverLeft(ChallengeEntity row) {
        return request.afterFirstFactor() && ChallengeStore.neverLeft(row, now);
    }

    private RateResult takeFromRates() {
        return own.getProvider(RateLimiter.class).take(terms.demands());
    }

    private Outcome within(RateResult rate, Supplier<Outcome> write) {
        if (!terms.slotReserved()) {
            return Outcome.refused(new IssueResult.MailBusy());
        }
        return rate instanceof RateResult.Refused refused
                ? Outcome.refused(new IssueResult.Throttled(refused.retryAfterSeconds()))
                : write.get();
    }

    private Outcome insert() {
        ChallengeEntity row = new ChallengeEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = binding.realmId();
        row.userId = request.owner();
        row.purpose = binding.purpose().id();
        row.sessionHash = ChallengeStore.sessionHash(binding);
        row.tabHash = ChallengeStore.tabHash(binding);
        row.createdAt = now;
        row.sends = 1;
        IssuedCode code = renew(row);
        store.insert(row);
        return sent(row, code);
    }

    private Outcome replace(ChallengeEntity row) {
        IssuedCode code = renew(row);
        if (!store.replace(request, row, terms.policy())) {
            // a concurrent request of this tab was first
            return Outcome.refused(new IssueResult.CoolingDown(now + terms.policy().cooldown().toMillis()));
        }
        return sent(store.find(request, row.id).orElseThrow(), code);
    }

    private IssuedCode renew(ChallengeEntity row) {
        Optional<String> code =
                linkAlone ? Optional.empty() : Optional.of(secrets.code(terms.policy().codeLength()));
        Optional<String> token =
                linkAlone || terms.policy().linkEnabled() ? Optional.of(secrets.linkToken()) : Optional.empty();
        row.reference = secrets.reference();
        ChallengeStore.store(row, code.map(typed -> terms.ring().sign(message(ChallengeVerifier.CODE, row, typed))));
        row.linkHash = token.map(opened -> message(ChallengeVerifier.LINK, row, opened).sha256()).orElse(null);
        row.attempts = 0;
        row.maxAttempts = terms.policy().maxAttempts();
        row.sentAt = now;
        row.expiresAt = now + terms.policy().lifetime().toMillis();
        row.delivery = DeliveryStatus.QUEUED;
        row.deliveryAt = now;
        return new IssuedCode(row.id, code, token, row.reference);
    }

    /** The message of a code or link. For a decoy it has another kind, so that no answer ever matches. */
    private MacMessage message(String kind, ChallengeEntity row, String secret) {
        return binding.message(request.decoy() ? DECOY + kind : kind, row.id, row.reference, secret);
    }

    private Outcome sent(ChallengeEntity row, IssuedCode code) {
        return new Outcome(new IssueResult.Sent(view(row)), code, row.expiresAt);
    }

    private Challenge view(ChallengeEntity row) {
        return ChallengeViews.challenge(row, terms.policy(), request.afterFirstFactor(), now);
    }
}
