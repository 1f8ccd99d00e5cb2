package dev.latchkey.secretcode.grant;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.ClientModel;
import org.keycloak.models.session.PersistentAuthenticatedClientSessionAdapter;
import org.keycloak.services.clientpolicy.context.ServiceAccountTokenRequestContext;

/**
 * A redemption as client policies see it: the token request of a client that authenticates itself and that no page has
 * preceded. Of Keycloak's events this one has most executors for what a client has to be and to prove at the token
 * endpoint; the event of the authorization code's exchange cannot be had without such a code. There is no client
 * session yet: a request that a policy refuses must not use up the code. This Keycloak reads the requested scopes in
 * one alone.
 */
final class RedemptionRequest extends ServiceAccountTokenRequestContext {

    /**
     * @param parameters the form
     * @param client     the client, which has authenticated itself
     * @param scope      what it asks for
     */
    RedemptionRequest(MultivaluedMap<String, String> parameters, ClientModel client, String scope) {
        super(parameters, new Requested(client, scope));
    }

    /** What a client session would have of the request; stored nowhere. */
    private static final class Requested extends PersistentAuthenticatedClientSessionAdapter {

        private final String scope;

        Requested(ClientModel client, String scope) {
            super(null, null, client.getRealm(), client, null);
            this.scope = scope;
        }

        @Override
        public String getNote(String name) {
            return OAuth2Constants.SCOPE.equals(name) ? scope : null;
        }
    }
}
