package dev.latchkey.otp.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardCount;
import dev.latchkey.limit.guard.GuardResult;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.ChallengeSecrets;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Secrets;
import dev.latchkey.otp.SendLimits;
import dev.latchkey.otp.SendRule;
import dev.latchkey.otp.StoredChallenge;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** Sends one mail in its own transaction: checks guard and rate limits, asks {@link SendRule}, and writes the row. */
final class ChallengeIssuer {

    /**
     * The input that is read before the transaction starts.
     *
     * @param request        the user and context that the code is bound to
     * @param policy         the realm's policy
     * @param rules          the guard's settings
     * @param demands        the rate limits that the mail counts against
     * @param number         the rate of the numbers that the user is shown
     * @param ring           the MAC keys
     * @param slotReserved   whether a slot in the mail queue is reserved
     */
    record Terms(OtpRequest request, EmailOtpPolicy policy, GuardRules rules, List<RateDemand> demands,
            RateDemand number, KeyRing ring, boolean slotReserved) {
    }

    /**
     * The result of the transaction.
     *
     * @param result the result for the caller
     * @param code   the code and link to mail; null unless the result is {@link IssueResult.Sent}
     */
    record Outcome(IssueResult result, IssuedCode code) {

        static Outcome refused(IssueResult result) {
            return new Outcome(result, null);
        }
    }

    private final KeycloakSession own;
    private final Terms terms;
    private final Secrets secrets;
    private final OtpRequest request;
    private final ChallengeBinding binding;
    private final ChallengeSecrets derived;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;
    private final SendRule rule;
    private boolean linkOnly;

    ChallengeIssuer(KeycloakSession own, Terms terms, Secrets secrets) {
        this.own = own;
        this.terms = terms;
        this.secrets = secrets;
        this.request = terms.request();
        this.binding = request.binding();
        this.derived = new ChallengeSecrets(terms.ring(), request);
        this.store = new ChallengeStore(own, now);
        this.rule = new SendRule(terms.policy(), request.afterFirstFactor(), now);
    }

    /** Issues the first mail of a browser or app, unless an earlier challenge takes its place. */
    Outcome first() {
        // before anything is read: taking from the user's rate serialises the requests, so that each sees the writes of
        // the previous one, also on databases with snapshot isolation from the first read; otherwise concurrent
        // requests would each send a mail
        RateResult rate = takeFirst();
        ChallengeStore.Unused found = store.unusedStanding(request).orElseThrow(this::missing);
        return run(found.count(), () -> rule.first(found.unused().stream().filter(derived::serves).toList())
                .map(Outcome::refused)
                .orElseGet(() -> within(rate, this::insert)));
    }

    /** Issues a further mail of a challenge. */
    Outcome again(String challengeId) {
        ChallengeStore.Standing standing = store.standing(request, challengeId).orElseThrow(this::missing);
        return run(standing.count(), () -> standing.challenge()
                .map(found -> rule.again(found).map(Outcome::refused)
                        .orElseGet(() -> within(takeFromRates(), () -> another(found))))
                .orElseGet(() -> Outcome.refused(new IssueResult.NoResendsLeft())));
    }

    private MissingRowException missing() {
        return own.getProvider(AccountGuard.class).missing(binding.realmId(), request.subject(), request.budget());
    }

    private Outcome run(GuardCount count, Supplier<Outcome> work) {
        Outcome outcome = guarded(count).map(Outcome::refused).orElseGet(work);
        if (outcome.code() == null) {
            // a refused mail must not count against any rate limit
            own.getTransactionManager().setRollbackOnly();
        }
        return outcome;
    }

    private Optional<IssueResult> guarded(GuardCount count) {
        GuardResult guard = terms.rules().result(request.budget(), count, now);
        Optional<IssueResult> lock = guard.fold(open -> Optional.empty(),
                locked -> Optional.of(new IssueResult.Locked(locked.untilMillis())),
                forever -> Optional.of(new IssueResult.PermanentlyLocked()));
        // an unauthenticated requester may have used a daily budget up: the owner can still sign in by the link, whose
        // token cannot be guessed
        linkOnly = lock.isPresent() && request.budget().daily() && request.links();
        return linkOnly ? Optional.empty() : lock;
    }

    private RateResult takeFirst() {
        try {
            return takeFromRates();
        } catch (MissingRowException e) {
            // most likely the user's first mail ever: creates the account's row as well, so as not to begin once more
            throw e.and(missing());
        }
    }

    private RateResult takeFromRates() {
        return own.getProvider(RateLimiter.class).take(terms.demands());
    }

    private Outcome within(RateResult rate, Supplier<Outcome> write) {
        if (!terms.slotReserved()) {
            return Outcome.refused(new IssueResult.MailBusy());
        }
        return rate.fold(admitted -> write.get(),
                refused -> Outcome.refused(throttled(refused)));
    }

    /** Returns the refusal by a rate. */
    static IssueResult throttled(RateResult.Refused refused) {
        return new IssueResult.Throttled(refused.retryAfterSeconds(), SendLimits.reason(refused.limit()));
    }

    private Outcome insert() {
        StoredChallenge fresh = fresh(UUID.randomUUID().toString()).shownBy(prompt());
        store.insert(request, fresh);
        return sent(fresh, false);
    }

    private Outcome another(StoredChallenge found) {
        if (rule.separates(found, linkOnly)) {
            return insert();
        }
        boolean repeats = rule.repeats(found, linkOnly) && derived.serves(found);
        StoredChallenge fresh = (repeats ? found : fresh(found.id()))
                // of the tab that knows the number nothing is shown that it sent afterwards
                .shownBy(repeats && found.isShownBy(request) ? found.prompt() : prompt());
        boolean written = repeats
                ? store.repeat(request, fresh, terms.policy())
                : store.renew(request, fresh, terms.policy());
        if (!written) {
            // a concurrent request of this browser was first
            return Outcome.refused(new IssueResult.CoolingDown(now + terms.policy().cooldown().toMillis()));
        }
        return sent(store.find(request, found.id()).orElseThrow(), repeats);
    }

    /** Returns the page that shows a new number; empty when the user was shown too many: code and link remain. */
    private Optional<NumberPrompt> prompt() {
        return request.prompt().filter(shown -> own.getProvider(RateLimiter.class).take(List.of(terms.number()))
                .fold(admitted -> true, refused -> false));
    }

    private StoredChallenge fresh(String id) {
        String seed = secrets.seed();
        return new StoredChallenge(id, derived.reference(id, seed), seed, terms.ring().signingId(),
                linkOnly ? 0 : terms.policy().codeLength(),
                linkOnly || request.links() && terms.policy().linkEnabled(),
                0, terms.policy().maxAttempts(), 1, now, now + terms.policy().lifetime().toMillis(), false,
                DeliveryStatus.QUEUED, now, Optional.empty(), false);
    }

    private Outcome sent(StoredChallenge challenge, boolean repeated) {
        return new Outcome(new IssueResult.Sent(rule.view(challenge), repeated),
                new IssuedCode(challenge.id(), derived.code(challenge), derived.linkToken(challenge),
                        challenge.prompt().isPresent(), challenge.reference(), challenge.sentAt(),
                        challenge.expiresAt()));
    }
}
