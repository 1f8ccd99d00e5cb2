package dev.latchkey.otp;

import dev.latchkey.common.keys.MacMessage;

/**
 * The context that a code is bound to. A code is accepted only in this context: not in another browser or app, not in
 * another realm, not for another user or purpose, and not after the address was changed (ASVS 6.6.2). All tabs and
 * clients of one browser share a challenge, so that a user who starts again does not wait for another mail; what an
 * accepted code proves, it proves in the tab that accepted it alone.
 *
 * @param realmId     the realm
 * @param userId      the account
 * @param email       the address stored with the account, to which the mail is sent
 * @param purpose     what the code is for
 * @param holder      the browser or app that asked for the code, as a hash: {@link #holder(String)} of its root
 *                    authentication session, or {@link #holder(String, String)}
 * @param passwordAt  before a first factor, when the account's password was set, epoch milliseconds; 0 without one. A
 *                    code that was mailed before a password reset is wrong after it
 */
public record ChallengeBinding(String realmId, String userId, String email, Purpose purpose, String holder,
        long passwordAt) {

    private static final String VERSION = "3";

    /**
     * @param kind        "code", "link" or "number", so that none is accepted as another
     * @param challengeId the challenge
     * @param seed        the challenge's seed; every new code has another
     * @return the message that code or link token is derived from
     */
    public MacMessage message(String kind, String challengeId, String seed) {
        return MacMessage.of(VERSION, kind, realmId, userId, email, purpose.id(), holder, Long.toString(passwordAt),
                challengeId, seed);
    }

    /**
     * @param sessionId the root authentication session of a browser
     * @return the hash by which the challenges of that browser are found
     */
    public static String holder(String sessionId) {
        return holder(sessionId, "");
    }

    /**
     * @param key      the thumbprint of an app's DPoP key, or what stands in for it
     * @param clientId the app's client, its internal id; empty for a browser
     * @return the hash by which the challenges of that app are found
     */
    public static String holder(String key, String clientId) {
        return MacMessage.of("session", key, clientId).sha256();
    }

    /** @return the hash of the address: a challenge does not outlive a change of it */
    public String emailHash() {
        return MacMessage.of("email", email).sha256();
    }

    /** Leaves out who it is about: logs need the purpose alone. */
    @Override
    public String toString() {
        return "ChallengeBinding[" + purpose + "]";
    }
}
