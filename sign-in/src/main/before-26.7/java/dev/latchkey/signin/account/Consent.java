package dev.latchkey.signin.account;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;

/** Keycloak's check of the consent that a user has given to a client. */
public final class Consent {

    private Consent() {
    }

    /**
     * @param session the request's session
     * @param user    the user
     * @param client  the client
     * @param scope   the requested scopes, separated by spaces; null for none beside the client's default ones
     * @return whether the user has consented to all that the client asks for
     */
    public static boolean isGiven(KeycloakSession session, UserModel user, ClientModel client, String scope) {
        return TokenManager.verifyConsentStillAvailable(session, user, client,
                TokenManager.getRequestedClientScopes(session, scope, client, user));
    }
}
