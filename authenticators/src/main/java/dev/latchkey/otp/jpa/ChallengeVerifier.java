package dev.latchkey.otp.jpa;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardResult;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.keys.UnknownKeys;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.VerifyResult;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Verifies one answer to a challenge in its own transaction. An attempt is counted, for the account and for the
 * challenge, before it is verified; the result is returned only after the count is committed.
 */
final class ChallengeVerifier {

    static final String CODE = "code";
    static final String LINK = "link";
    private static final String DECOY_PREFIX = "decoy-";

    private final KeycloakSession own;
    private final OtpRequest request;
    private final EmailOtpPolicy policy;
    private final GuardRules rules;
    private final ChallengeBinding binding;
    private final AccountGuard guard;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;

    ChallengeVerifier(KeycloakSession own, OtpRequest request, EmailOtpPolicy policy, GuardRules rules) {
        this.own = own;
        this.request = request;
        this.policy = policy;
        this.rules = rules;
        this.binding = request.binding();
        this.guard = own.getProvider(AccountGuard.class);
        this.store = new ChallengeStore(own, now);
    }

    VerifyResult code(KeyRing ring, String challengeId, String code) {
        GuardResult charged = guard.charge(rules, binding.realmId(), request.subject(), request.budget());
        Optional<VerifyResult> unavailable = unavailable(charged);
        if (unavailable.isPresent()) {
            return unavailable.get();
        }
        if (!store.countAttempt(request, challengeId)) {
            return notVerified(store.find(request, challengeId)
                    .filter(row -> row.usedAt == null && now < row.expiresAt)
                    .<VerifyResult>map(row -> new VerifyResult.Exhausted())
                    .orElseGet(VerifyResult.Expired::new));
        }
        ChallengeEntity row = store.find(request, challengeId).orElseThrow();
        if (row.codeMac == null) {
            return notVerified(new VerifyResult.Exhausted());
        }
        return switch (ring.verify(message(CODE, row, code), ChallengeStore.mac(row))) {
            case MATCH -> accept(row);
            case MISMATCH -> new VerifyResult.Wrong(
                    ChallengeViews.challenge(row, policy, request.afterFirstFactor(), now),
                    charged instanceof GuardResult.Open open && open.last());
            case UNKNOWN_KEY -> {
                UnknownKeys.refused("challenge", row.keyId);
                yield notVerified(new VerifyResult.Expired());
            }
        };
    }

    VerifyResult link(String challengeId, String token) {
        // a budget that unauthenticated requesters can use up must not lock the owner out: it blocks codes only, not
        // links
        Optional<VerifyResult> unavailable = request.budget().daily()
                ? Optional.empty()
                : unavailable(guard.look(rules, binding.realmId(), request.subject(), request.budget()));
        if (unavailable.isPresent()) {
            return unavailable.get();
        }
        // a token of 256 bits cannot be guessed, so a wrong token is not counted: otherwise an attacker who knows the
        // id could use up the attempts
        return store.find(request, challengeId)
                .filter(row -> row.codeMac == null || row.attempts < row.maxAttempts)
                .filter(row -> !request.decoy() && isLinkOf(row, binding, token))
                .map(this::accept)
                .orElseGet(() -> notVerified(new VerifyResult.Expired()));
    }

    /** Whether a token belongs to the challenge's newest mail. */
    static boolean isLinkOf(ChallengeEntity row, ChallengeBinding binding, String token) {
        return row.linkHash != null
                && same(row.linkHash, binding.message(LINK, row.id, row.reference, token).sha256());
    }

    /**
     * The message that the answer is compared with. If the account has become unavailable since the mail was sent, the
     * challenge is a decoy now and its message never matches the stored MAC.
     */
    private MacMessage message(String kind, ChallengeEntity row, String secret) {
        return binding.message(request.decoy() ? DECOY_PREFIX + kind : kind, row.id, row.reference, secret);
    }

    private VerifyResult accept(ChallengeEntity row) {
        if (!store.consume(request, row)) {
            return notVerified(new VerifyResult.Expired());
        }
        guard.clear(binding.realmId(), request.subject(), request.budget());
        return new VerifyResult.Accepted(row.reference);
    }

    private VerifyResult notVerified(VerifyResult result) {
        own.getTransactionManager().setRollbackOnly();
        return result;
    }

    private static Optional<VerifyResult> unavailable(GuardResult result) {
        if (result instanceof GuardResult.Open) {
            return Optional.empty();
        }
        return Optional.of(result instanceof GuardResult.Locked locked
                ? new VerifyResult.Locked(locked.untilMillis())
                : new VerifyResult.PermanentlyLocked());
    }

    /** Compares in constant time (ASVS 11.2.4). */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
