package dev.latchkey.secretcode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.Lifetime;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.PasswordMark;

/**
 * A code that a client presents and that is genuine and has not ended.
 *
 * @param id         the code
 * @param userId     the owner
 * @param presented  the generation that was presented
 * @param status     status of that generation
 * @param renewal    how this use advances its row, if the code rotates
 * @param next       the generation that the app has after this use, if the code rotates
 * @param signedInAt time of the sign-in in which it was issued, epoch seconds
 * @param issuedTo   client and key it was issued to
 * @param lifetime   how long it lives
 * @param tie        state of the account when it was issued
 */
public record PresentedSecretCode(String id, String userId, RotatingSecret presented, GenerationStatus status,
        Renewal renewal, RotatingSecret next, int signedInAt, IssuedTo issuedTo, Lifetime lifetime, Tie tie) {

    /**
     * @param owner the owner's current state
     * @return the code with the current mark of the owner's password, which its use stores
     */
    public PresentedSecretCode usedBy(SecretCodeOwner owner) {
        return new PresentedSecretCode(id, userId, presented, status, renewal, next, signedInAt, issuedTo, lifetime,
                new Tie(tie.createdAt, tie.emailHash, owner.account().passwordMark(tie.password)));
    }

    /**
     * Verifies the code. A replay ends the code, whichever client presents it; this is checked first.
     *
     * @param owner         the owner's current state
     * @param clientId      the id of the client that presents it
     * @param keyThumbprint thumbprint of the key whose possession the client has proven; null without a proof
     * @param now           current time, epoch milliseconds
     * @return the result
     */
    public LookupResult verify(SecretCodeOwner owner, String clientId, String keyThumbprint, long now) {
        return switch (status) {
            case REPLAYED -> new LookupResult.Ended(EndReason.COPY_SEEN);
            case STALE -> refusal(owner, clientId, keyThumbprint, now).orElse(LookupResult.Refused.STALE);
            case CURRENT, PREDECESSOR, AHEAD ->
                    refusal(owner, clientId, keyThumbprint, now).orElseGet(LookupResult.Accepted::new);
        };
    }

    /**
     * Decides whether a client ends the code by presenting it at its sign-out, in whatever state the account is. A
     * replay ends the code, whichever client presents it.
     *
     * @param clientId the id of the client that presents it
     * @return why the code ends; empty when it is another client's
     */
    public Optional<EndReason> signOut(String clientId) {
        if (status == GenerationStatus.REPLAYED) {
            return Optional.of(EndReason.COPY_SEEN);
        }
        return issuedTo.clientId().equals(clientId) ? Optional.of(EndReason.LOGGED_OUT) : Optional.empty();
    }

    private Optional<LookupResult> refusal(SecretCodeOwner owner, String clientId, String keyThumbprint, long now) {
        if (!issuedTo.clientId().equals(clientId)) {
            // the policy or "not before" of another client must not end the code
            return Optional.of(LookupResult.Refused.WRONG_CLIENT);
        }
        Optional<EndReason> end = new ActiveSecretCode(id, issuedTo.clientId(), lifetime, tie)
                .over(owner, now);
        if (end.isPresent()) {
            return Optional.of(new LookupResult.Ended(end.get()));
        }
        return issuedTo.holds(keyThumbprint) ? Optional.empty() : Optional.of(LookupResult.Refused.WRONG_KEY);
    }

    /**
     * Client and key that a code was issued to.
     *
     * @param clientId      the id of the client
     * @param keyThumbprint thumbprint of the client's key; null when the code is not bound to one
     */
    public record IssuedTo(String clientId, String keyThumbprint) {

        /** @return whether the code is bound to a key; such a code need not rotate */
        public boolean keyBound() {
            return keyThumbprint != null;
        }

        boolean holds(String proven) {
            return keyThumbprint == null || proven != null && MessageDigest.isEqual(
                    keyThumbprint.getBytes(StandardCharsets.UTF_8), proven.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * State of the account when the code was issued.
     *
     * @param createdAt when the code was issued, epoch milliseconds
     * @param emailHash {@link AccountSnapshot#emailHash}
     * @param password  {@link AccountSnapshot#passwordMark} at that time, or at the last use
     */
    public record Tie(long createdAt, String emailHash, PasswordMark password) {

        Optional<EndReason> undone(SecretCodeOwner owner) {
            // Keycloak stores whole seconds: a code issued in the same second as a logout counts as older
            if (createdAt / 1000 <= owner.notBefore()) {
                return Optional.of(EndReason.LOGGED_OUT);
            }
            return owner.directoryDown()
                    ? Optional.empty()
                    : owner.account().changed(createdAt, emailHash, password);
        }
    }
}
