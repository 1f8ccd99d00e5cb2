package dev.latchkey.signin.logout;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.resources.account.SessionResource;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Reports the logout of a session that a user picks in the account console (keycloak-services, not a public API): this
 * Keycloak emits no event of it. {@link EverySessionEndedFilter} sees the logout of all.
 */
@Provider
public class ConsoleLogoutFilter implements ContainerRequestFilter {

    private static final String ID = "id";

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        if (HttpMethod.DELETE.equals(request.getMethod()) && resource.getResourceClass() == SessionResource.class
                && resource.getResourceMethod().getAnnotation(Path.class) != null) {
            KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
            UserSessionModel picked = session.sessions().getUserSession(session.getContext().getRealm(),
                    request.getUriInfo().getPathParameters().getFirst(ID));
            if (picked != null) {
                UnreportedLogout.expect(session, picked, null);
            }
        }
    }
}
