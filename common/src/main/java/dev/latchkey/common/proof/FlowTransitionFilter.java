package dev.latchkey.common.proof;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.utils.KeycloakSessionUtil;

/** Sees each request at Keycloak's login actions before Keycloak does, for {@link FlowTransition}. */
@Provider
public class FlowTransitionFilter implements ContainerRequestFilter {

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null || resource.getResourceClass() != LoginActionsService.class) {
            return;
        }
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        if (path != null) {
            MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
            FlowTransition.begin(session, path.value(), query.getFirst(Constants.CLIENT_ID),
                    query.getFirst(Constants.TAB_ID));
        }
    }
}
