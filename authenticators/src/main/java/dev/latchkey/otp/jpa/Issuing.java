package dev.latchkey.otp.jpa;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.guard.GuardVerdict;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.limit.RateDemand;
import dev.latchkey.common.limit.RateLimiter;
import dev.latchkey.common.limit.RateVerdict;
import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.IssueVerdict;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Secrets;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** One sending of a code, inside its own transaction: asks guard and rates, writes the row. */
final class Issuing {

    /**
     * What is known before the transaction starts.
     *
     * @param request        who asks
     * @param policy         the realm's policy
     * @param rules          the guard's numbers
     * @param demands        the rates that the mail counts against
     * @param ring           the keys
     * @param placeReserved  whether the mail queue has room
     */
    record Terms(OtpRequest request, EmailOtpPolicy policy, GuardRules rules, List<RateDemand> demands, KeyRing ring,
            boolean placeReserved) {
    }

    /**
     * What came of it.
     *
     * @param verdict   the verdict
     * @param code      what to mail; null unless the verdict is {@link IssueVerdict.Sent}
     * @param expiresAt when the code ends, epoch milliseconds
     */
    record Outcome(IssueVerdict verdict, IssuedCode code, long expiresAt) {

        static Outcome refused(IssueVerdict verdict) {
            return new Outcome(verdict, null, 0);
        }
    }

    private final KeycloakSession own;
    private final Terms terms;
    private final Secrets secrets;
    private final ChallengeBinding binding;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;

    Issuing(KeycloakSession own, Terms terms, Secrets secrets) {
        this.own = own;
        this.terms = terms;
        this.secrets = secrets;
        this.binding = terms.request().binding();
        this.store = new ChallengeStore(own, now);
    }

    /** The first mail of a tab, unless an earlier challenge of this browser stands in the way. */
    Outcome first() {
        // before anything is read: taking from the user's rate lets one request in at a time, and each then sees what
        // the one before has written, also on databases that read as of a transaction's first read; else many at the
        // same moment would each send a mail
        RateVerdict rate = takeFromRates();
        return run(() -> store.ofSession(binding).stream()
                .map(this::standsInTheWay).flatMap(Optional::stream).findFirst()
                .map(Outcome::refused)
                .orElseGet(() -> within(rate, this::insert)));
    }

    /** A further mail of a challenge. */
    Outcome again(String challengeId) {
        return run(() -> {
            Optional<ChallengeEntity> row = store.find(binding, challengeId)
                    .filter(found -> found.tabHash.equals(ChallengeStore.tabHash(binding)));
            if (row.isEmpty() || row.get().usedAt != null) {
                return Outcome.refused(new IssueVerdict.NoResendsLeft());
            }
            return mayResend(row.get()).map(Outcome::refused)
                    .orElseGet(() -> within(takeFromRates(), () -> replace(row.get())));
        });
    }

    private Outcome run(Supplier<Outcome> work) {
        Outcome outcome = guarded().map(Outcome::refused).orElseGet(work);
        if (!(outcome.verdict() instanceof IssueVerdict.Sent)) {
            // a mail that was refused must not count against any rate
            own.getTransactionManager().setRollbackOnly();
        }
        return outcome;
    }

    private Optional<IssueVerdict> guarded() {
        GuardVerdict guard = own.getProvider(AccountGuard.class)
                .look(terms.rules(), binding.realmId(), binding.userId(), terms.request().budget());
        if (guard instanceof GuardVerdict.Open) {
            return Optional.empty();
        }
        return Optional.of(guard instanceof GuardVerdict.Locked locked
                ? new IssueVerdict.Locked(locked.untilMillis())
                : new IssueVerdict.Stopped());
    }

    private Optional<IssueVerdict> standsInTheWay(ChallengeEntity row) {
        boolean sameTab = row.tabHash.equals(ChallengeStore.tabHash(binding));
        boolean live = row.attempts < row.maxAttempts && now < row.expiresAt;
        if (sameTab && (live || row.sends <= terms.policy().maxResends())) {
            return Optional.of(new IssueVerdict.Standing(Views.challenge(row, terms.policy(), now)));
        }
        long coolsAt = row.sentAt + terms.policy().cooldown().toMillis();
        return coolsAt > now && !ChallengeStore.neverLeft(row, now)
                ? Optional.of(new IssueVerdict.CoolingDown(coolsAt))
                : Optional.empty();
    }

    private Optional<IssueVerdict> mayResend(ChallengeEntity row) {
        if (ChallengeStore.neverLeft(row, now)) {
            return Optional.empty();
        }
        if (row.sends > terms.policy().maxResends()) {
            return Optional.of(new IssueVerdict.NoResendsLeft());
        }
        long coolsAt = row.sentAt + terms.policy().cooldown().toMillis();
        return coolsAt > now ? Optional.of(new IssueVerdict.CoolingDown(coolsAt)) : Optional.empty();
    }

    private RateVerdict takeFromRates() {
        return own.getProvider(RateLimiter.class).take(terms.demands());
    }

    private Outcome within(RateVerdict rate, Supplier<Outcome> write) {
        if (!terms.placeReserved()) {
            return Outcome.refused(new IssueVerdict.MailBusy());
        }
        return rate instanceof RateVerdict.Refused refused
                ? Outcome.refused(new IssueVerdict.Throttled(refused.retryAfterSeconds()))
                : write.get();
    }

    private Outcome insert() {
        ChallengeEntity row = new ChallengeEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = binding.realmId();
        row.userId = binding.userId();
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
        if (!store.replace(binding, row, terms.policy())) {
            // another request of this tab was quicker
            return Outcome.refused(new IssueVerdict.CoolingDown(now + terms.policy().cooldown().toMillis()));
        }
        return sent(store.find(binding, row.id).orElseThrow(), code);
    }

    private IssuedCode renew(ChallengeEntity row) {
        String code = secrets.code(terms.policy().codeLength());
        Optional<String> token = terms.policy().linkEnabled() ? Optional.of(secrets.linkToken()) : Optional.empty();
        row.reference = secrets.reference();
        ChallengeStore.store(row, terms.ring().sign(binding.message(Judging.CODE, row.id, row.reference, code)));
        row.linkHash = token.map(t -> binding.message(Judging.LINK, row.id, row.reference, t).sha256()).orElse(null);
        row.attempts = 0;
        row.maxAttempts = terms.policy().maxAttempts();
        row.sentAt = now;
        row.expiresAt = now + terms.policy().lifetime().toMillis();
        row.delivery = DeliveryStatus.QUEUED;
        row.deliveryAt = now;
        return new IssuedCode(row.id, code, token, row.reference);
    }

    private Outcome sent(ChallengeEntity row, IssuedCode code) {
        return new Outcome(new IssueVerdict.Sent(Views.challenge(row, terms.policy(), now)), code, row.expiresAt);
    }
}
