package dev.latchkey.signin.filter;

import java.util.Set;
import java.util.regex.Pattern;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.services.resources.LoginActionsService;

/** The requests by which a tab goes to an identity provider and comes back (keycloak-services, not a public API). */
public final class ProviderRequest {

    /** Wherever RESTEasy finds an endpoint, with matrix parameters too; to read path parameters fails elsewhere. */
    private static final Pattern ENDPOINT =
            Pattern.compile("(?:^|/)realms(?:;[^/]*)?/+[^/]+/+broker(?:;[^/]*)?/.+/endpoint(?:[;/]|$)");
    private static final String TO_PROVIDER = "/login";
    private static final String AFTER_FLOW = "/after-";
    private static final Set<String> FLOWS = Set.of(LoginActionsService.FIRST_BROKER_LOGIN_PATH,
            LoginActionsService.POST_BROKER_LOGIN_PATH);

    private ProviderRequest() {
    }

    /**
     * @param request  a request
     * @param resource what serves it
     * @return whether the endpoint of an identity provider serves it, which is a class of the provider's own
     */
    public static boolean isAnswer(ContainerRequestContext request, ResourceInfo resource) {
        return resource.getResourceClass() != null && resource.getResourceClass() != IdentityBrokerService.class
                && ENDPOINT.matcher(request.getUriInfo().getPath()).find();
    }

    /**
     * @param resource what serves a request
     * @return whether it sends a tab to an identity provider
     */
    public static boolean isDeparture(ResourceInfo resource) {
        return resource.getResourceClass() == IdentityBrokerService.class && path(resource).endsWith(TO_PROVIDER);
    }

    /**
     * @param resource what serves a request
     * @return whether a brokered login goes on by it after its flow
     */
    public static boolean isReturn(ResourceInfo resource) {
        return resource.getResourceClass() == IdentityBrokerService.class && path(resource).startsWith(AFTER_FLOW);
    }

    /**
     * @param request  a request
     * @param resource what serves it
     * @return whether it takes an answer, runs a flow that follows an answer, or ends such a flow
     */
    static boolean isBrokered(ContainerRequestContext request, ResourceInfo resource) {
        return resource.getResourceClass() == IdentityBrokerService.class || isAnswer(request, resource)
                || resource.getResourceClass() == LoginActionsService.class && FLOWS.contains(path(resource));
    }

    private static String path(ResourceInfo resource) {
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
