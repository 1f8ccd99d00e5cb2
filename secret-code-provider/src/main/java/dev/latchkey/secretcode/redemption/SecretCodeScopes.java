package dev.latchkey.secretcode.redemption;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Offline access that the policy does not give is left out, as OpenID Connect has it (Core, 11). */
public final class SecretCodeScopes {

    private SecretCodeScopes() {
    }

    /**
     * @param client a client
     * @return whether each of its tokens brings offline access, though no one asks
     */
    public static boolean alwaysOffline(ClientModel client) {
        return client.getClientScopes(true).containsKey(OAuth2Constants.OFFLINE_ACCESS);
    }

    /**
     * @param requested what a client asks for; may be null
     * @return that without offline access; null for null
     */
    public static String withoutOffline(String requested) {
        return requested == null ? null : Arrays.stream(requested.split(" "))
                .filter(scope -> !scope.equals(OAuth2Constants.OFFLINE_ACCESS)).collect(Collectors.joining(" "));
    }

    public static void leaveOfflineOut(AuthenticationSessionModel signIn) {
        String requested = signIn.getClientNote(OIDCLoginProtocol.SCOPE_PARAM);
        if (requested != null) {
            signIn.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, withoutOffline(requested));
        }
    }
}
