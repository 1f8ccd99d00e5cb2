package dev.latchkey.refreshtoken.token;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Restores a refresh token that was spent by a request which Keycloak, a client policy or a later check of the new
 * tokens has refused. Runs before Keycloak commits; a transaction that is rolled back needs no restoring.
 */
@Provider
public class RefusedRefreshFilter implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null && response.getStatus() >= Response.Status.BAD_REQUEST.getStatusCode()
                && !session.getTransactionManager().getRollbackOnly()) {
            PresentedToken.giveBack(session);
        }
    }
}
