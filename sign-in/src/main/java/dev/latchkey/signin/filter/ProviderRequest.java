package dev.latchkey.signin.filter;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.keycloak.services.resources.IdentityBrokerService;

/** The requests by which a tab goes to an identity provider and comes back (keycloak-services, not a public API). */
public final class ProviderRequest {

    private static final String PROVIDER_ALIAS = "provider_alias";
    private static final String TO_PROVIDER = "/login";

    private ProviderRequest() {
    }

    /**
     * @param request  a request
     * @param resource what serves it
     * @return whether the endpoint of an identity provider serves it, which is a class of the provider's own
     */
    public static boolean isAnswer(ContainerRequestContext request, ResourceInfo resource) {
        return resource.getResourceClass() != null && resource.getResourceClass() != IdentityBrokerService.class
                && request.getUriInfo().getPathParameters().containsKey(PROVIDER_ALIAS);
    }

    /**
     * @param resource what serves a request
     * @return whether it sends a tab to an identity provider
     */
    public static boolean isDeparture(ResourceInfo resource) {
        return resource.getResourceClass() == IdentityBrokerService.class && path(resource).endsWith(TO_PROVIDER);
    }

    private static String path(ResourceInfo resource) {
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
