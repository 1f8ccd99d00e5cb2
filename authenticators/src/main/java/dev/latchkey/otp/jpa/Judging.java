package dev.latchkey.otp.jpa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.guard.GuardVerdict;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.keys.UnknownKeys;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.VerifyVerdict;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * One answer to a challenge, inside its own transaction. An attempt is counted, for the account and for the challenge,
 * before it is judged; an answer is given only once the count is committed.
 */
final class Judging {

    static final String CODE = "code";
    static final String LINK = "link";
    private static final String NOBODYS = "nobody's-";

    private final KeycloakSession own;
    private final OtpRequest request;
    private final EmailOtpPolicy policy;
    private final GuardRules rules;
    private final ChallengeBinding binding;
    private final AccountGuard guard;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;

    Judging(KeycloakSession own, OtpRequest request, EmailOtpPolicy policy, GuardRules rules) {
        this.own = own;
        this.request = request;
        this.policy = policy;
        this.rules = rules;
        this.binding = request.binding();
        this.guard = own.getProvider(AccountGuard.class);
        this.store = new ChallengeStore(own, now);
    }

    VerifyVerdict code(KeyRing ring, String challengeId, String code) {
        GuardVerdict charged = guard.charge(rules, binding.realmId(), request.subject(), request.budget());
        Optional<VerifyVerdict> shut = shut(charged);
        if (shut.isPresent()) {
            return shut.get();
        }
        if (!store.countAttempt(request, challengeId)) {
            return notJudged(store.find(request, challengeId)
                    .filter(row -> row.usedAt == null && now < row.expiresAt)
                    .<VerifyVerdict>map(row -> new VerifyVerdict.Exhausted())
                    .orElseGet(VerifyVerdict.Expired::new));
        }
        ChallengeEntity row = store.find(request, challengeId).orElseThrow();
        if (row.codeMac == null) {
            return notJudged(new VerifyVerdict.Exhausted());
        }
        return switch (ring.verify(message(CODE, row, code), ChallengeStore.mac(row))) {
            case MATCH -> accept(row);
            case MISMATCH -> new VerifyVerdict.Wrong(
                    Views.challenge(row, policy, request.afterFirstFactor(), now),
                    charged instanceof GuardVerdict.Open open && open.last());
            case UNKNOWN_KEY -> {
                UnknownKeys.refused("challenge", row.keyId);
                yield notJudged(new VerifyVerdict.Expired());
            }
        };
    }

    VerifyVerdict link(String challengeId, String token) {
        // what strangers can spend must not keep the owner out: only codes end with it
        Optional<VerifyVerdict> shut = request.budget().daily()
                ? Optional.empty()
                : shut(guard.look(rules, binding.realmId(), request.subject(), request.budget()));
        if (shut.isPresent()) {
            return shut.get();
        }
        // 256 bits are beyond guessing: a wrong token is not counted, or whoever knows the id could use up the attempts
        return store.find(request, challengeId)
                .filter(row -> row.codeMac == null || row.attempts < row.maxAttempts)
                .filter(row -> !request.decoy() && isLinkOf(row, binding, token))
                .map(this::accept)
                .orElseGet(() -> notJudged(new VerifyVerdict.Expired()));
    }

    /** Whether a token is that of the challenge's newest mail. */
    static boolean isLinkOf(ChallengeEntity row, ChallengeBinding binding, String token) {
        return row.linkHash != null
                && same(row.linkHash, binding.message(LINK, row.id, row.reference, token).sha256());
    }

    /** Whoever became a decoy since the mail went out is compared with what was never mailed. */
    private MacMessage message(String kind, ChallengeEntity row, String secret) {
        return binding.message(request.decoy() ? NOBODYS + kind : kind, row.id, row.reference, secret);
    }

    private VerifyVerdict accept(ChallengeEntity row) {
        if (!store.consume(request, row)) {
            return notJudged(new VerifyVerdict.Expired());
        }
        guard.clear(binding.realmId(), request.subject(), request.budget());
        return new VerifyVerdict.Accepted(row.reference);
    }

    private VerifyVerdict notJudged(VerifyVerdict verdict) {
        own.getTransactionManager().setRollbackOnly();
        return verdict;
    }

    private static Optional<VerifyVerdict> shut(GuardVerdict verdict) {
        if (verdict instanceof GuardVerdict.Open) {
            return Optional.empty();
        }
        return Optional.of(verdict instanceof GuardVerdict.Locked locked
                ? new VerifyVerdict.Locked(locked.untilMillis())
                : new VerifyVerdict.Stopped());
    }

    /** Compares in constant time (ASVS 11.2.4). */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
