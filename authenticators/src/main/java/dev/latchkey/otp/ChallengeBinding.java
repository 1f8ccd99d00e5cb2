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
 * @param sessionId   the root authentication session of a browser, or of an app's sign-in; for an app without one, the
 *                    thumbprint of its DPoP key
 * @param clientId    the client of an app that uses the direct grant, its internal id; otherwise empty
 * @param passwordAt  before a first factor, when the account's password was set, epoch milliseconds; 0 without one. A
 *                    code that was mailed before a password reset is wrong after it
 */
public record ChallengeBinding(String realmId, String userId, String email, Purpose purpose, String sessionId,
        String clientId, long passwordAt) {

    private static final String VERSION = "2";

    /**
     * @param kind        "code" or "link", so that neither is accepted as the other
     * @param challengeId the challenge
     * @param seed        the challenge's seed; every new code has another
     * @return the message that code or link token is derived from
     */
    public MacMessage message(String kind, String challengeId, String seed) {
        return MacMessage.of(VERSION, kind, realmId, userId, email, purpose.id(), sessionId, clientId,
                Long.toString(passwordAt), challengeId, seed);
    }

    /** @return the hash by which the challenges of one browser or app are found; not the session id itself */
    public String holder() {
        return holder(sessionId, clientId);
    }

    /**
     * @param sessionId the root authentication session of a browser
     * @return the hash by which the challenges of that browser are found
     */
    public static String holder(String sessionId) {
        return holder(sessionId, "");
    }

    private static String holder(String sessionId, String clientId) {
        return MacMessage.of("session", sessionId, clientId).sha256();
    }

    /** @return the hash of the address: a challenge does not outlive a change of it */
    public String emailHash() {
        return MacMessage.of("email", email).sha256();
    }

    /** Leaves out the session id: a reader of a log could take over the browser's session with it. */
    @Override
    public String toString() {
        return "ChallengeBinding[" + purpose + "]";
    }
}
