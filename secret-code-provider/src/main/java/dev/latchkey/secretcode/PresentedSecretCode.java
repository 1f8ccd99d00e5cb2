package dev.latchkey.secretcode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import dev.latchkey.common.account.AccountSnapshot;
import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.common.rotating.GenerationStatus;
import dev.latchkey.common.rotating.Renewal;
import dev.latchkey.common.rotating.RotatingSecret;

/**
 * A code that was really issued and has not ended, as somebody presents it.
 *
 * @param id         the code
 * @param userId     the owner
 * @param presented  the generation that was presented
 * @param status   where that generation stands
 * @param renewal    how its row moves on with this use, where the code rotates
 * @param next       what the app holds after this use, where the code rotates
 * @param signedInAt when the user signed in whose sign-in gave it, epoch seconds
 * @param issuedTo     whom it was issued to
 * @param term       how long it lives
 * @param tie        what the account was like when it was issued
 */
public record PresentedSecretCode(String id, String userId, RotatingSecret presented, GenerationStatus status,
        Renewal renewal,
        RotatingSecret next, int signedInAt, IssuedTo issuedTo, Term term, Tie tie) {

    /**
     * @param owner what Keycloak says of the owner now
     * @return the code, whose use will remember that of the owner's password
     */
    public PresentedSecretCode usedBy(SecretCodeOwner owner) {
        return new PresentedSecretCode(id, userId, presented, status, renewal, next, signedInAt, issuedTo, term,
                new Tie(tie.createdAt, tie.emailHash, owner.account().passwordMark(tie.password)));
    }

    /**
     * Verifies the code. A copy counts first, no matter who presents it.
     *
     * @param owner         what Keycloak says of the owner now
     * @param clientId      the id of the client that presents it
     * @param keyThumbprint thumbprint of the key that the client has proven to hold; null without a proof
     * @param now           current time, epoch milliseconds
     * @return what becomes of it
     */
    public LookupResult verify(SecretCodeOwner owner, String clientId, String keyThumbprint, long now) {
        if (status == GenerationStatus.REPLAYED) {
            return new LookupResult.Ended(SecretCodeEndReason.COPY_SEEN);
        }
        if (!issuedTo.clientId().equals(clientId)) {
            // what another client's policy or "not before" says ends nothing
            return LookupResult.Refused.WRONG_CLIENT;
        }
        Optional<SecretCodeEndReason> end = new ActiveSecretCode(id, issuedTo.clientId(), term, tie).over(owner, now);
        if (end.isPresent()) {
            return new LookupResult.Ended(end.get());
        }
        if (!issuedTo.holds(keyThumbprint)) {
            return LookupResult.Refused.WRONG_KEY;
        }
        return status == GenerationStatus.STALE ? LookupResult.Refused.STALE : new LookupResult.Accepted();
    }

    /**
     * Whom a code was issued to.
     *
     * @param clientId      the id of the client
     * @param keyThumbprint thumbprint of the client's key; null when the code is not bound to one
     */
    public record IssuedTo(String clientId, String keyThumbprint) {

        /** @return whether the code answers only to a key; such a code need not rotate */
        public boolean keyBound() {
            return keyThumbprint != null;
        }

        boolean holds(String proven) {
            return keyThumbprint == null || proven != null && MessageDigest.isEqual(
                    keyThumbprint.getBytes(StandardCharsets.UTF_8), proven.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * How long a code lives. Times are epoch milliseconds.
     *
     * @param lastUsed   when it last signed the app in
     * @param idleMillis so long it may rest, milliseconds
     * @param expiresAt  when its absolute lifetime ends
     */
    public record Term(long lastUsed, long idleMillis, long expiresAt) {

        /**
         * @param now current time, epoch milliseconds
         * @return which of its lifetimes is over; empty when none is
         */
        public Optional<SecretCodeEndReason> over(long now) {
            if (now >= expiresAt) {
                return Optional.of(SecretCodeEndReason.EXPIRED);
            }
            return now - lastUsed >= idleMillis ? Optional.of(SecretCodeEndReason.IDLE) : Optional.empty();
        }
    }

    /**
     * What the account was like when the code was issued.
     *
     * @param createdAt when that was, epoch milliseconds
     * @param emailHash {@link AccountSnapshot#emailHash}
     * @param password  {@link AccountSnapshot#passwordMark} of then, or of the last use
     */
    public record Tie(long createdAt, String emailHash, PasswordMark password) {

        Optional<SecretCodeEndReason> undone(SecretCodeOwner owner) {
            // Keycloak keeps whole seconds: what was issued in the second of a logout counts as older
            if (createdAt / 1000 <= owner.notBefore()) {
                return Optional.of(SecretCodeEndReason.LOGGED_OUT);
            }
            return owner.account().changed(createdAt, emailHash, password)
                    .map(change -> change == AccountSnapshot.Change.PASSWORD
                            ? SecretCodeEndReason.PASSWORD_CHANGED
                            : SecretCodeEndReason.EMAIL_CHANGED);
        }
    }
}
