package dev.latchkey.secretcode.redemption;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.keycloak.OAuth2Constants;
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
     * @param requested scopes that a client requests, separated by spaces; may be null
     * @return the scopes without offline access; null for null
     */
    public static String withoutOffline(String requested) {
        return requested == null ? null : Arrays.stream(requested.split(" "))
                .filter(scope -> !scope.equals(OAuth2Constants.OFFLINE_ACCESS)).collect(Collectors.joining(" "));
    }

    /**
     * Removes offline access from the scopes that a sign-in requests.
     *
     * @param signIn the sign-in
     */
    public static void leaveOfflineOut(AuthenticationSessionModel signIn) {
        String requested = signIn.getClientNote(OIDCLoginProtocol.SCOPE_PARAM);
        if (requested != null) {
            signIn.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, withoutOffline(requested));
        }
    }
}
