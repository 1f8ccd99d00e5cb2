package dev.latchkey.signin.lease;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.StickySessionEncoderProvider;

/** Keycloak's id of a sign-in, as the cookie has it: signed, and with the node that serves it. */
final class SignedSessionId {

    private SignedSessionId() {
    }

    /** The id in a cookie's value; null unless it has Keycloak's signature. */
    static String read(KeycloakSession session, String cookie) {
        String signed = session.getProvider(StickySessionEncoderProvider.class).decodeSessionId(cookie);
        return new AuthenticationSessionManager(session).decodeBase64AndValidateSignature(signed, true);
    }
}
