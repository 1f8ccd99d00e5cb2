package dev.latchkey.signin.logout;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.resources.account.SessionResource;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Publishes that a user has signed all devices out in the account console, as an {@link EverySessionEnded}. Keycloak
 * emits an event for each session that it logs out, and so none where the console's own session is the only one.
 */
@Provider
public class EverySessionEndedFilter implements ContainerResponseFilter {

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (HttpMethod.DELETE.equals(request.getMethod()) && resource.getResourceClass() == SessionResource.class
                && resource.getResourceMethod().getAnnotation(Path.class) == null
                && response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
            KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
            // the session of the console, which Keycloak has read from the access token
            UserSessionModel own = session.getContext().getUserSession();
            if (!session.getTransactionManager().getRollbackOnly()) {
                session.getKeycloakSessionFactory().publish(new EverySessionEnded(session, own.getRealm().getId(),
                        own.getUser().getId()));
            }
        }
    }
}
