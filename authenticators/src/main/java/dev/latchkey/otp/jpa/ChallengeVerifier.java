package dev.latchkey.otp.jpa;

import java.util.Optional;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.UnknownKeys;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardCount;
import dev.latchkey.limit.guard.GuardResult;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.otp.ChallengeSecrets;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.FailureRule;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.StoredChallenge;
import dev.latchkey.otp.VerifyResult;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Verifies one answer to a challenge in its own transaction. An attempt is counted for the challenge, and the account's
 * count is held, before it is verified: of one account, one answer is verified at a time. The result is returned only
 * after the counts are committed.
 */
final class ChallengeVerifier {

    private final KeycloakSession own;
    private final OtpRequest request;
    private final EmailOtpPolicy policy;
    private final GuardRules rules;
    private final boolean links;
    private final ChallengeSecrets secrets;
    private final AccountGuard guard;
    private final long now = Time.currentTimeMillis();
    private final ChallengeStore store;

    /** @param links whether the channel's messages can hold links; the session of the transaction has no realm */
    ChallengeVerifier(KeycloakSession own, OtpRequest request, EmailOtpPolicy policy, GuardRules rules, KeyRing ring,
            boolean links) {
        this.own = own;
        this.request = request;
        this.policy = policy;
        this.rules = rules;
        this.links = links;
        this.secrets = new ChallengeSecrets(ring, request);
        this.guard = own.getProvider(AccountGuard.class);
        this.store = new ChallengeStore(own, now);
    }

    VerifyResult code(String challengeId, String code) {
        // both before anything is read or compared: the answers to a challenge, and those to an account, wait for each
        // other, so that each sees what the previous one has counted, also on databases with snapshot isolation from
        // the first read. The challenge first, as everywhere in this class: two answers must not wait crosswise
        boolean counted = store.countAttempt(request, challengeId);
        ChallengeStore.Standing standing = counted ? heldStanding(challengeId) : endedStanding(challengeId);
        GuardCount count = standing.count();
        Optional<VerifyResult> unavailable = unavailable(rules.result(request.budget(), count, now));
        if (unavailable.isPresent()) {
            return notVerified(unavailable.get());
        }
        if (!counted) {
            return notVerified(ended(standing.challenge()));
        }
        StoredChallenge challenge = standing.challenge().orElseThrow();
        if (challenge.codeLength() == 0) {
            return notVerified(new VerifyResult.Exhausted());
        }
        if (!secrets.known(challenge)) {
            return unknownKey(challenge);
        }
        return secrets.isCode(challenge, code)
                ? accept(challenge, store.consume(request, challenge), count.failures() > 0)
                : failed(challenge, count);
    }

    private ChallengeStore.Standing heldStanding(String challengeId) {
        return store.heldStanding(request, challengeId)
                .orElseThrow(() -> guard.missing(request.realm().getId(), request.subject(), request.budget()));
    }

    private ChallengeStore.Standing endedStanding(String challengeId) {
        GuardCount count = guard.hold(request.realm().getId(), request.subject(), request.budget());
        return new ChallengeStore.Standing(count, store.find(request, challengeId));
    }

    private VerifyResult failed(StoredChallenge challenge, GuardCount held) {
        GuardResult charged =
                guard.charge(rules, request.realm().getId(), request.subject(), request.budget(), held);
        return unavailable(charged).map(this::notVerified).orElseGet(() -> wrong(challenge, charged));
    }

    private VerifyResult wrong(StoredChallenge challenge, GuardResult charged) {
        return new VerifyResult.Wrong(challenge.view(policy, request.afterFirstFactor(), now),
                charged.fold(GuardResult.Open::last, locked -> false, forever -> false));
    }

    /** Verifies a number that was typed in another browser: the only one of its challenge. */
    VerifyResult number(String challengeId, String token, String described, String number) {
        Optional<StoredChallenge> held = store.hold(request, challengeId);
        GuardResult charged = guard.charge(rules, request.realm().getId(), request.subject(), request.budget());
        Optional<VerifyResult> unavailable = unavailable(charged);
        if (unavailable.isPresent()) {
            return unavailable.get();
        }
        // a number of two digits is verified only for a requester who has the link, whose token cannot be guessed
        Optional<StoredChallenge> asked = held
                .filter(found -> found.live(now) && secrets.number(found).isPresent()
                        && secrets.isLinkToken(found, token)
                        && found.prompt().map(NumberPrompt::described).filter(asks -> asks.equals(described))
                                .isPresent());
        return asked.map(found -> secrets.isNumber(found, number)
                        ? accept(found, store.confirm(request, found))
                        : end(found, charged))
                .orElseGet(() -> notVerified(new VerifyResult.Expired()));
    }

    private VerifyResult end(StoredChallenge challenge, GuardResult charged) {
        return store.end(request, challenge)
                ? wrong(challenge, charged)
                : notVerified(new VerifyResult.Expired());
    }

    /** Uses the challenge up whose number was typed in another browser; empty while it was not. */
    Optional<VerifyResult> confirmation(String challengeId) {
        Optional<VerifyResult> unavailable =
                unavailable(guard.look(rules, request.realm().getId(), request.subject(), request.budget()));
        if (unavailable.isPresent()) {
            return unavailable;
        }
        Optional<StoredChallenge> found = store.find(request, challengeId);
        if (found.isEmpty() || !found.get().live(now)) {
            return Optional.of(notVerified(ended(found)));
        }
        return found.filter(challenge -> challenge.isShownBy(request) && challenge.confirmed())
                .map(challenge -> secrets.known(challenge)
                        ? accept(challenge, store.consumeConfirmed(request, challenge))
                        : unknownKey(challenge));
    }

    private VerifyResult ended(Optional<StoredChallenge> challenge) {
        return challenge.filter(found -> !found.used() && now < found.expiresAt())
                .<VerifyResult>map(found -> new VerifyResult.Exhausted())
                .orElseGet(VerifyResult.Expired::new);
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
                .map(found -> accept(found, store.consume(request, found)))
                .orElseGet(() -> notVerified(new VerifyResult.Expired()));
    }

    private VerifyResult unknownKey(StoredChallenge challenge) {
        UnknownKeys.refused("challenge", challenge.keyId());
        return notVerified(new VerifyResult.Expired());
    }

    private VerifyResult accept(StoredChallenge challenge, boolean first) {
        return accept(challenge, first, true);
    }

    /**
     * @param first    whether this answer was the first to change the row
     * @param failures whether the account may have failures to forget
     */
    private VerifyResult accept(StoredChallenge challenge, boolean first, boolean failures) {
        if (!first) {
            return notVerified(new VerifyResult.Expired());
        }
        if (failures && isForgiven()) {
            guard.clear(request.realm().getId(), request.subject(), request.budget());
        }
        return new VerifyResult.Accepted(challenge.reference());
    }

    private boolean isForgiven() {
        return FailureRule.forgives(request.budget(), links);
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
