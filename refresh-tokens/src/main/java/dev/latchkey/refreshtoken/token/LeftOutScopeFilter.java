package dev.latchkey.refreshtoken.token;

import dev.latchkey.signin.OfflineScope;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.utils.KeycloakSessionUtil;

/** Has a token response name the scopes that were granted (RFC 6749, 5.1), where {@link OnlineOnly} left one out. */
@Provider
public class LeftOutScopeFilter implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null && response.getEntity() instanceof AccessTokenResponse tokens
                && OnlineOnly.leftOut(session)) {
            tokens.setScope(OfflineScope.without(tokens.getScope()));
        }
    }
}
