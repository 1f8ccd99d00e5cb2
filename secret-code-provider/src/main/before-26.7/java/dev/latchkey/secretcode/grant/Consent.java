package dev.latchkey.secretcode.grant;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenManager;

/** Keycloak's check of the consent that a user has given to a client. */
final class Consent {

    private Consent() {
    }

    /** Whether the user has consented to all that the client asks for. */
    static boolean isGiven(KeycloakSession session, UserModel user, ClientModel client, String scope) {
        return TokenManager.verifyConsentStillAvailable(session, user, client,
                TokenManager.getRequestedClientScopes(session, scope, client, user));
    }
}
