package dev.latchkey.secretcode.redemption;

import dev.latchkey.signin.OfflineScope;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Removes offline access that the policy does not allow from a request, as OpenID Connect requires (Core, 11). */
public final class SecretCodeScopes {

    private SecretCodeScopes() {
    }

    /**
     * @param client a client
     * @return whether offline access is a default scope, which each of its tokens gets without a request for it
     */
    public static boolean alwaysOffline(ClientModel client) {
        return client.getClientScopes(true).containsKey(OAuth2Constants.OFFLINE_ACCESS);
    }

    /**
     * @param part a client's part of a session
     * @return whether the sign-in that has opened or renewed it asks for offline access
     */
    public static boolean offline(AuthenticatedClientSessionModel part) {
        return OfflineScope.isIn(part.getNote(OIDCLoginProtocol.SCOPE_PARAM)) || alwaysOffline(part.getClient());
    }

    /**
     * Removes offline access from the scopes that a sign-in requests.
     *
     * @param signIn the sign-in
     */
    public static void leaveOfflineOut(AuthenticationSessionModel signIn) {
        String requested = signIn.getClientNote(OIDCLoginProtocol.SCOPE_PARAM);
        if (requested != null) {
            signIn.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, OfflineScope.without(requested));
        }
    }
}
