package dev.latchkey.signin.token;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;

/**
 * Replaces Keycloak's factory of OpenID Connect, for its endpoints alone: of factories with the same id Keycloak takes
 * the one of the highest order.
 */
public final class ProcessedTokenEndpointFactory extends OIDCLoginProtocolFactory {

    @Override
    public Object createProtocolEndpoint(KeycloakSession session, EventBuilder event) {
        return new ProcessedTokenEndpoint(session, event);
    }

    @Override
    public int order() {
        return super.order() + 1;
    }
}
