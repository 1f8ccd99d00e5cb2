package dev.latchkey.signin.lease;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.signin.filter.ProviderRequest;
import dev.latchkey.signin.rest.RequestBody;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.saml.common.constants.GeneralConstants;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Serializes the requests of a browser's sign-in at Keycloak's login actions, where it goes to an identity provider and
 * comes back, and where a brokered sign-in goes on after its flow (keycloak-services, not a public API). Those that
 * fetch a page wait as well: they run the flow's next step, which may send a mail or complete the sign-in. So do HEAD
 * requests, which Keycloak's HTTP layer serves by the method for GET. Keycloak reads the tab of a provider's answer
 * before it asks the provider for the tokens: without the lease, the tab could go on meanwhile.
 */
@Provider
@Priority(Priorities.USER - SignInLeaseFilter.BEFORE_THE_SIGN_IN_IS_READ)
public class SignInLeaseFilter implements ContainerRequestFilter {

    static final int BEFORE_THE_SIGN_IN_IS_READ = 1;

    private static final Logger LOG = Logger.getLogger(SignInLeaseFilter.class);
    private static final int MAX_BYTES = 1024 * 1024;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null || HttpMethod.OPTIONS.equals(request.getMethod()) || !belongsToASignIn(request)) {
            return;
        }
        if (RequestBody.isUnreadableForm(request)) {
            request.abortWith(Response.status(Response.Status.UNSUPPORTED_MEDIA_TYPE)
                    .type(MediaType.TEXT_PLAIN_TYPE).build());
            return;
        }
        // what the filters find must hold when the form is there: its sender decides how long it takes
        if (HttpMethod.POST.equals(request.getMethod()) && RequestBody.read(request, MAX_BYTES).isEmpty()) {
            return;
        }
        boolean leased;
        try {
            leased = SignInLease.begin(session);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The database does not tell whether a browser's sign-in is being served");
            request.abortWith(SignInBusy.unavailable(session));
            return;
        }
        if (!leased) {
            request.abortWith(busy(session, request));
        }
    }

    private boolean belongsToASignIn(ContainerRequestContext request) {
        return resource.getResourceClass() == LoginActionsService.class
                        && !LoginActionsService.DETACHED_INFO_PATH.equals(path())
                || ProviderRequest.isReturn(resource) || ProviderRequest.isDeparture(resource)
                || ProviderRequest.isAnswer(request, resource);
    }

    /** An identity provider sends its answer, or its demand for a logout, once: a SAML form would be lost. */
    private Response busy(KeycloakSession session, ContainerRequestContext request) throws IOException {
        Map<String, List<String>> answer = ProviderRequest.isAnswer(request, resource)
                ? RequestBody.form(request) : Map.of();
        return answer.containsKey(GeneralConstants.SAML_RESPONSE_KEY)
                || answer.containsKey(GeneralConstants.SAML_REQUEST_KEY)
                ? SignInBusy.samlPage(session, address(session).build(), answer)
                : SignInBusy.page(session, onwards(session, request));
    }

    /** The page that was posted, or what was to be fetched. */
    private URI onwards(KeycloakSession session, ContainerRequestContext request) {
        UriBuilder uri = address(session);
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return uri.build();
        }
        String page = uri.replaceQueryParam(LoginActionsService.SESSION_CODE)
                .replaceQueryParam(Constants.EXECUTION).build().toString();
        // the one form that is not posted to the address of its page
        return URI.create(page.replaceFirst("/consent(?=\\?|$)", '/' + LoginActionsService.REQUIRED_ACTION));
    }

    /** The request's address as browsers know it: behind a proxy, the one that it was sent to is another. */
    private static UriBuilder address(KeycloakSession session) {
        UriInfo uri = session.getContext().getUri();
        return UriBuilder.fromUri(FrontendUrl.base(session)).path("{path}")
                .resolveTemplate("path", uri.getPath().replaceFirst("^/", ""), false)
                .replaceQuery(uri.getRequestUri().getRawQuery());
    }

    private String path() {
        Method method = resource.getResourceMethod();
        Path path = method == null ? null : method.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
