package dev.latchkey.otp;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.mail.MailDelivery;

/**
 * The context that a code is bound to. A code is accepted only in this context: not in another browser or app, not in
 * another realm, not for another user, channel or purpose, and not after the address was changed (ASVS 6.6.2). All tabs
 * and clients of one browser share a challenge, so that a user who starts again does not wait for another mail; what an
 * accepted code proves, it proves in the tab that accepted it alone.
 *
 * @param realmId     the realm
 * @param userId      the account
 * @param channel     the id of the channel by which it is sent
 * @param address     the address of that channel to which it is sent, such as that stored with the account
 * @param purpose     what the code is for
 * @param holder      the browser or app that asked for the code, as a hash: {@link #holder(String)} of its root
 *                    authentication session, or {@link #holder(String, String)}
 * @param passwordAt  before a first factor, when the account's password was set, epoch milliseconds; 0 without one. A
 *                    code that was mailed before a password reset is wrong after it
 */
public record ChallengeBinding(String realmId, String userId, String channel, String address, Purpose purpose,
        String holder, long passwordAt) {

    /** Of mails, which nodes of earlier versions know alone: during an upgrade both derive the same codes. */
    private static final String MAIL_VERSION = "3";
    private static final String VERSION = "4";

    /**
     * @param kind        "code", "link" or "number", so that none is accepted as another
     * @param challengeId the challenge
     * @param seed        the challenge's seed; every new code has another
     * @return the message that code or link token is derived from
     */
    public MacMessage message(String kind, String challengeId, String seed) {
        return channel.equals(MailDelivery.CHANNEL)
                ? MacMessage.of(MAIL_VERSION, kind, realmId, userId, address, purpose.id(), holder,
                        Long.toString(passwordAt), challengeId, seed)
                : MacMessage.of(VERSION, kind, realmId, userId, channel, address, purpose.id(), holder,
                        Long.toString(passwordAt), challengeId, seed);
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

    /** @return the hash of channel and address: a challenge is of one channel, and does not outlive a change of it */
    public String addressHash() {
        return MacMessage.of(channel, address).sha256();
    }

    /** Leaves out who it is about: logs need the purpose alone. */
    @Override
    public String toString() {
        return "ChallengeBinding[" + purpose + "]";
    }
}
