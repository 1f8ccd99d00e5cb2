package dev.latchkey.otp;

import dev.latchkey.common.keys.MacMessage;

/**
 * The context that a code is bound to. A code is accepted only in this context: not in another tab, session, client or
 * realm, not for another user or purpose, and not after the address was changed (ASVS 6.6.2).
 *
 * @param realmId     the realm
 * @param userId      the account
 * @param email       the address stored with the account, to which the mail is sent
 * @param purpose     what the code is for
 * @param sessionId   the authentication session of a browser or app; for an app without one, the thumbprint of its DPoP
 *                    key
 * @param tabId       the tab in that session; empty for an app without a session
 * @param clientId    the application's internal id
 */
public record ChallengeBinding(String realmId, String userId, String email, Purpose purpose, String sessionId,
        String tabId, String clientId) {

    private static final String VERSION = "1";

    /**
     * @param kind        "code" or "link", so that neither is accepted as the other
     * @param challengeId the challenge
     * @param reference   the reference of the mail; every resend changes it
     * @param secret      the mailed code or link token
     * @return the message that the MAC or hash covers
     */
    public MacMessage message(String kind, String challengeId, String reference, String secret) {
        return MacMessage.of(VERSION, kind, realmId, userId, email, purpose.id(), sessionId, tabId, clientId,
                challengeId, reference, secret);
    }

    /** Leaves out the session id: a reader of a log could take over the browser's session with it. */
    @Override
    public String toString() {
        return "ChallengeBinding[" + purpose + "]";
    }
}
