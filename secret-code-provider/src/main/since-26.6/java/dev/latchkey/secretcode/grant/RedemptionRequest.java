package dev.latchkey.secretcode.grant;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.models.ClientModel;
import org.keycloak.services.clientpolicy.context.ServiceAccountTokenRequestContext;

/**
 * A redemption as client policies see it: the token request of a client that authenticates itself and that no page has
 * preceded. Of Keycloak's events this one has most executors for what a client has to be and to prove at the token
 * endpoint; the event of the authorization code's exchange cannot be had without such a code. There is no client
 * session yet: a request that a policy refuses must not use up the code.
 */
final class RedemptionRequest extends ServiceAccountTokenRequestContext {

    private final ClientModel client;
    private final String scope;

    /**
     * @param parameters the form
     * @param client     the client, which has authenticated itself
     * @param scope      what it asks for
     */
    RedemptionRequest(MultivaluedMap<String, String> parameters, ClientModel client, String scope) {
        super(parameters, null);
        this.client = client;
        this.scope = scope;
    }

    @Override
    public ClientModel getClient() {
        return client;
    }

    @Override
    public String getScopeParameter() {
        return scope;
    }
}
