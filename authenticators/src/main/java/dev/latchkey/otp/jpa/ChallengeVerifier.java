package dev.latchkey.otp.jpa;

import java.util.Optional;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardResult;
import dev.latchkey.common.guard.GuardRules;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.UnknownKeys;
import dev.latchkey.otp.ChallengeSecrets;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.StoredChallenge;
import dev.latchkey.otp.VerifyResult;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Verifies one answer to a challenge in its own transaction. An attempt is counted, for the account and for the
 * challenge, before it is verified; the result is returned only after the count is committed.
 */
final class ChallengeVerifier {

    private final KeycloakSession own;
    private final OtpRequest request;
    private final EmailOtpPolicy policy;
    private final GuardRules rules;
    private final ChallengeSecrets secrets;
    private final AccountGuard guard;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;

    ChallengeVerifier(KeycloakSession own, OtpRequest request, EmailOtpPolicy policy, GuardRules rules, KeyRing ring) {
        this.own = own;
        this.request = request;
        this.policy = policy;
        this.rules = rules;
        this.secrets = new ChallengeSecrets(ring, request);
        this.guard = own.getProvider(AccountGuard.class);
        this.store = new ChallengeStore(own, now);
    }

    VerifyResult code(String challengeId, String code) {
        GuardResult charged = guard.charge(rules, request.realm().getId(), request.subject(), request.budget());
        Optional<VerifyResult> unavailable = unavailable(charged);
        if (unavailable.isPresent()) {
            return unavailable.get();
        }
        if (!store.countAttempt(request, challengeId)) {
            return notVerified(store.find(request, challengeId)
                    .filter(found -> !found.used() && now < found.expiresAt())
                    .<VerifyResult>map(found -> new VerifyResult.Exhausted())
                    .orElseGet(VerifyResult.Expired::new));
        }
        StoredChallenge challenge = store.find(request, challengeId).orElseThrow();
        if (challenge.codeLength() == 0) {
            return notVerified(new VerifyResult.Exhausted());
        }
        if (!secrets.known(challenge)) {
            return unknownKey(challenge);
        }
        return secrets.isCode(challenge, code)
                ? accept(challenge)
                : new VerifyResult.Wrong(challenge.view(policy, request.afterFirstFactor(), now),
                        charged.fold(GuardResult.Open::last, locked -> false, forever -> false));
    }

    VerifyResult link(String challengeId, String token) {
        // a budget that unauthenticated requesters can use up must not lock the owner out: it blocks codes only, not
        // links
        Optional<VerifyResult> unavailable = request.budget().daily()
                ? Optional.empty()
                : unavailable(guard.look(rules, request.realm().getId(), request.subject(), request.budget()));
        if (unavailable.isPresent()) {
            return unavailable.get();
        }
        // a token of 256 bits cannot be guessed, so a wrong token is not counted: otherwise an attacker who knows the
        // id could use up the attempts
        Optional<StoredChallenge> live = store.find(request, challengeId).filter(found -> found.live(now));
        if (live.isPresent() && !secrets.known(live.get())) {
            return unknownKey(live.get());
        }
        return live.filter(found -> secrets.isLinkToken(found, token))
                .map(this::accept)
                .orElseGet(() -> notVerified(new VerifyResult.Expired()));
    }

    private VerifyResult unknownKey(StoredChallenge challenge) {
        UnknownKeys.refused("challenge", challenge.keyId());
        return notVerified(new VerifyResult.Expired());
    }

    private VerifyResult accept(StoredChallenge challenge) {
        if (!store.consume(request, challenge)) {
            return notVerified(new VerifyResult.Expired());
        }
        guard.clear(request.realm().getId(), request.subject(), request.budget());
        return new VerifyResult.Accepted(challenge.reference());
    }

    private VerifyResult notVerified(VerifyResult result) {
        own.getTransactionManager().setRollbackOnly();
        return result;
    }

    private static Optional<VerifyResult> unavailable(GuardResult result) {
        return result.fold(open -> Optional.empty(),
                locked -> Optional.of(new VerifyResult.Locked(locked.untilMillis())),
                forever -> Optional.of(new VerifyResult.PermanentlyLocked()));
    }
}
