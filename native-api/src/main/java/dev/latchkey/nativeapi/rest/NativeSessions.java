package dev.latchkey.nativeapi.rest;

import java.util.Optional;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/**
 * Keycloak's authentication sessions of apps, which hold no cookie: each is found by the secret that its app was given,
 * and by the client and the key that have begun it.
 *
 * @param session the request's session
 * @param keyNote the note that holds the thumbprint of the app's key, empty for none; its presence tells which endpoint
 *                has begun the session, so that no endpoint goes on with another's
 */
record NativeSessions(KeycloakSession session, String keyNote) {

    AuthenticationSessionModel begin(AuthSession held, ClientModel client, Optional<String> key) {
        AuthenticationSessionModel authSession = session.authenticationSessions()
                .createRootAuthenticationSession(realm(), held.sessionId().orElseThrow())
                .createAuthenticationSession(client);
        authSession.setAuthNote(keyNote, key.orElse(""));
        return authSession;
    }

    /** The session under way, for the app that has begun it, with the key that it has begun it with. */
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
