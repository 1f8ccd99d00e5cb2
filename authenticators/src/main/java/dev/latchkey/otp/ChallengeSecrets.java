package dev.latchkey.otp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.SignedMac;

/**
 * Derives code, link token, number and reference of a challenge by HMAC-SHA256 from its seed and its context, so that
 * another mail can repeat them and the database holds nothing that could be presented. In another context, or under
 * another key, other values result.
 */
public final class ChallengeSecrets {

    private static final String CODE = "code";
    private static final String LINK = "link";
    private static final String NUMBER = "number";
    private static final String REFERENCE = "reference";
    private static final String DECOY = "decoy-";

    private final KeyRing ring;
    private final ChallengeBinding binding;
    private final boolean decoy;
    private final boolean sharesAny;

    /**
     * @param ring    the MAC keys of the realm
     * @param request the user and context of the request or answer
     */
    public ChallengeSecrets(KeyRing ring, OtpRequest request) {
        this.ring = ring;
        this.binding = request.binding();
        this.decoy = request.decoy();
        this.sharesAny = request.sharesAnyChallenge();
    }

    /**
     * @param challenge the challenge
     * @return whether this node has the key of its code and link
     */
    public boolean known(StoredChallenge challenge) {
        return ring.knows(challenge.keyId());
    }

    /**
     * Names a challenge. By its reference a row tells whether it is a challenge of this context, although it names
     * neither the account nor the date of its password.
     *
     * @param id   the challenge
     * @param seed its seed, which the newest key signs
     * @return the short word on page and mail, uniformly distributed
     */
    public String reference(String id, String seed) {
        return reference(ring.signingId(), id, seed);
    }

    private String reference(String keyId, String id, String seed) {
        return Secrets.reference(below(Secrets.REFERENCES, REFERENCE, keyId, id, seed));
    }

    /**
     * Tells whether a challenge can be answered instead of a new one. One of another account with the same address, of
     * an earlier password, or mailed to no account at all is none of this context: its mail has another code, or was
     * never sent.
     *
     * @param challenge a challenge of the request's owner, address and browser or app
     * @return whether it is a challenge of this context, whose key this node has; of a decoy and a pending account,
     *         whether this node has its key: what is sent for them must not depend on what the address had before
     */
    public boolean serves(StoredChallenge challenge) {
        return known(challenge) && (sharesAny
                || same(reference(challenge.keyId(), challenge.id(), challenge.seed()), challenge.reference()));
    }

    /**
     * @param challenge the challenge
     * @return its code, uniformly distributed, leading zeros included; empty when it has no code or this node does not
     *         have its key
     */
    public Optional<String> code(StoredChallenge challenge) {
        return challenge.codeLength() == 0 || !known(challenge)
                ? Optional.empty()
                : Optional.of(digits(CODE, challenge, "", challenge.codeLength()));
    }

    /**
     * Returns the number that is typed where the link is opened in another browser. Each tab has another one.
     *
     * @param challenge the challenge
     * @return its number, uniformly distributed, leading zeros included; empty when no page shows one or this node does
     *         not have its key
     */
    public Optional<String> number(StoredChallenge challenge) {
        return challenge.prompt().filter(prompt -> known(challenge))
                .map(prompt -> digits(NUMBER, challenge, "." + prompt.tab(), NumberPrompt.LENGTH));
    }

    /**
     * @param challenge the challenge
     * @return its link token of 256 bits, URL-safe; empty when it has no link or this node does not have its key
     */
    public Optional<String> linkToken(StoredChallenge challenge) {
        return challenge.link()
                ? mac(LINK, challenge.keyId(), challenge.id(), challenge.seed())
                        .map(Base64.getUrlEncoder().withoutPadding()::encodeToString)
                : Optional.empty();
    }

    /**
     * Compares a typed code in constant time (ASVS 11.2.4).
     *
     * @param challenge the challenge
     * @param typed     the digits
     * @return whether it is the challenge's code in this context; never for a decoy
     */
    public boolean isCode(StoredChallenge challenge, String typed) {
        return code(challenge).filter(code -> same(code, typed)).isPresent() && !decoy;
    }

    /**
     * Compares a typed number in constant time (ASVS 11.2.4).
     *
     * @param challenge the challenge
     * @param typed     the digits
     * @return whether it is the challenge's number in this context; never for a decoy
     */
    public boolean isNumber(StoredChallenge challenge, String typed) {
        return number(challenge).filter(number -> same(number, typed)).isPresent() && !decoy;
    }

    /**
     * Compares a link's token in constant time (ASVS 11.2.4).
     *
     * @param challenge the challenge
     * @param token     the token
     * @return whether it is the challenge's token in this context; never for a decoy
     */
    public boolean isLinkToken(StoredChallenge challenge, String token) {
        return linkToken(challenge).filter(expected -> same(expected, token)).isPresent() && !decoy;
    }

    private String digits(String kind, StoredChallenge challenge, String context, int length) {
        String number = Long.toString(below(Math.round(Math.pow(10, length)), kind, challenge.keyId(), challenge.id(),
                challenge.seed() + context));
        return "0".repeat(length - number.length()) + number;
    }

    /**
     * Takes the first 63 bits of the MAC that lie below the largest multiple of the bound, so that every number below
     * the bound is equally probable.
     */
    private long below(long bound, String kind, String keyId, String id, String seed) {
        long limit = Long.MAX_VALUE - Long.MAX_VALUE % bound;
        for (int block = 0;; block++) {
            ByteBuffer bits = ByteBuffer.wrap(mac(kind, keyId, id, seed + "." + block).orElseThrow());
            while (bits.hasRemaining()) {
                long value = bits.getLong() & Long.MAX_VALUE;
                if (value < limit) {
                    return value % bound;
                }
            }
        }
    }

    private Optional<byte[]> mac(String kind, String keyId, String id, String seed) {
        return ring.sign(keyId, binding.message(decoy ? DECOY + kind : kind, id, seed)).map(SignedMac::value);
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
