package dev.latchkey.nativeapi.rest;

import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/**
 * Keycloak's authentication sessions of apps, which have no cookie. A session is found by the secret that was issued to
 * the app, and by the client and the key that it was started with.
 *
 * @param session the request's session
 * @param keyNote name of the note with the thumbprint of the app's key, empty without one; its presence shows which
 *                endpoint has started the session, so that no endpoint continues a session of another
 */
record NativeSessions(KeycloakSession session, String keyNote) {

    AuthenticationSessionModel begin(AuthSession held, ClientModel client, Optional<String> key) {
        AuthenticationSessionModel authSession = session.authenticationSessions()
                .createRootAuthenticationSession(realm(), held.sessionId().orElseThrow())
                .createAuthenticationSession(client);
        authSession.setAuthNote(keyNote, key.orElse(""));
        return authSession;
    }

    /** Finds the session under way, for the client and the key that it was started with. */
    Optional<AuthenticationSessionModel> find(AuthSession held, ClientModel client, Optional<String> key) {
        return held.sessionId()
                .map(id -> session.authenticationSessions().getRootAuthenticationSession(realm(), id))
                .flatMap(root -> root.getAuthenticationSessions().values().stream()
                        .filter(tab -> client.equals(tab.getClient()))
                        .filter(tab -> key.orElse("").equals(tab.getAuthNote(keyNote)))
                        .findFirst());
    }

    void end(AuthSession held) {
        RootAuthenticationSessionModel root = session.authenticationSessions()
                .getRootAuthenticationSession(realm(), held.sessionId().orElseThrow());
        if (root != null) {
            session.authenticationSessions().removeRootAuthenticationSession(realm(), root);
        }
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }
}
