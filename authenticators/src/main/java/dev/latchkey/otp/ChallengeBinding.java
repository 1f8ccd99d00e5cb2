package dev.latchkey.otp;

import dev.latchkey.common.keys.MacMessage;

/**
 * Where a code belongs. A code answers only there: not in another tab, session, client, realm, for another user or
 * purpose, nor after the address was changed (ASVS 6.6.2).
 *
 * @param realmId     the realm
 * @param userId      the account
 * @param email       the address stored with the account, to which the mail goes
 * @param purpose     what the code is for
 * @param sessionId   the authentication session of a browser or app; for an app that keeps none, its DPoP key
 * @param tabId       the tab in that session; empty for an app that keeps none
 * @param clientId    the application's internal id
 */
public record ChallengeBinding(String realmId, String userId, String email, Purpose purpose, String sessionId,
        String tabId, String clientId) {

    private static final String VERSION = "1";

    /**
     * @param kind        "code" or "link", so that one can never stand for the other
     * @param challengeId the challenge
     * @param reference   the reference of the mail, which every resend changes
     * @param secret      what was mailed
     * @return what is to be protected
     */
    public MacMessage message(String kind, String challengeId, String reference, String secret) {
        return MacMessage.of(VERSION, kind, realmId, userId, email, purpose.id(), sessionId, tabId, clientId,
                challengeId, reference, secret);
    }

    /** Shows no session id: anyone who has it has the browser's session. */
    @Override
    public String toString() {
        return "ChallengeBinding[" + purpose + "]";
    }
}
