package dev.latchkey.signin.token;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/** Keycloak's endpoints of OpenID Connect, with a token endpoint that gives every grant {@link ProcessedTokens}. */
public final class ProcessedTokenEndpoint extends OIDCLoginProtocolService {

    private final KeycloakSession session;
    private final EventBuilder event;

    ProcessedTokenEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
        this.event = event;
    }

    @Override
    public Object token() {
        return new TokenEndpoint(session, new ProcessedTokens(), event);
    }
}
