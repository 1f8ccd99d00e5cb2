package dev.latchkey.signin.token;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessTokenResponse;

/** Keycloak's token manager with {@link TokenProcessor}s: each response that it builds is shown to all of them. */
public class ProcessedTokens extends TokenManager {

    /**
     * Shows tokens to all processors.
     *
     * @param session the request's session
     * @param tokens  the tokens
     * @throws jakarta.ws.rs.WebApplicationException if none may be issued
     */
    static void process(KeycloakSession session, IssuedTokens tokens) {
        session.getAllProviders(TokenProcessor.class).forEach(processor -> processor.process(tokens));
    }

    @Override
    public AccessTokenResponseBuilder responseBuilder(RealmModel realm, ClientModel client, EventBuilder event,
            KeycloakSession session, UserSessionModel userSession, ClientSessionContext context) {
        return new ProcessedResponse(realm, client, event, session, userSession, context);
    }

    private final class ProcessedResponse extends AccessTokenResponseBuilder {

        private final KeycloakSession session;
        private final ClientSessionContext context;
        private boolean processed;

        ProcessedResponse(RealmModel realm, ClientModel client, EventBuilder event, KeycloakSession session,
                UserSessionModel userSession, ClientSessionContext context) {
            super(realm, client, event, session, userSession, context);
            this.session = session;
            this.context = context;
        }

        @Override
        public AccessTokenResponse build() {
            if (!processed) {
                process(session, new IssuedTokens(context, getAccessToken(), getRefreshToken()));
                processed = true;
            }
            return super.build();
        }
    }
}
