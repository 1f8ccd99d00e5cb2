package dev.latchkey.signin.filter;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.signin.ApplicationRequest;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.FinishedLogin;
import dev.latchkey.signin.FlowTransition;
import dev.latchkey.signin.RequestDemands;
import dev.latchkey.signin.SelectedFlow;
import dev.latchkey.signin.SignInTab;
import dev.latchkey.signin.SubFlowUnderWay;
import dev.latchkey.signin.TypedIdentity;
import dev.latchkey.signin.logout.UnreportedLogout;
import dev.latchkey.signin.rest.RequestBody;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.saml.SamlService;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Sees each request at Keycloak's login actions and identity providers before Keycloak does, for {@link RevokedSignIn},
 * {@link ActionTokenTab}, {@link IdentityLink}, {@link FlowTransition}, {@link FlowReset} and {@link SubFlowUnderWay},
 * and marks those of applications for {@link PassiveRequest}.
 */
@Provider
public class FlowTransitionFilter implements ContainerRequestFilter {

    private static final Set<Class<?>> AUTHORIZATION = Set.of(AuthorizationEndpoint.class, SamlService.class);
    private static final String ACTION_TOKEN_PATH = "action-token";

    /** The parameters by which Keycloak finds a sign-in or what a link is for. */
    private static final Set<String> NAMES = Set.of(Constants.CLIENT_ID, Constants.TAB_ID, Constants.EXECUTION,
            Constants.CLIENT_DATA, Constants.SKIP_LOGOUT, Constants.KEY, Constants.TOKEN,
            LoginActionsService.SESSION_CODE, LoginActionsService.AUTH_SESSION_ID);

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        Class<?> endpoint = resource.getResourceClass();
        if (session == null || endpoint == null) {
            return;
        }
        if (AUTHORIZATION.contains(endpoint)) {
            ApplicationRequest.mark(session);
        } else if (endpoint == LoginActionsService.class || endpoint == IdentityBrokerService.class) {
            MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
            String clientId = query.getFirst(Constants.CLIENT_ID);
            String tabId = query.getFirst(Constants.TAB_ID);
            Optional<AuthenticationSessionModel> found = SignInTab.find(session, clientId, tabId);
            // before 26.6, Keycloak goes on with a tab that the address names, and of which no cookie tells
            if (isMisspelled(query.keySet())
                    || found.isEmpty() && query.containsKey(LoginActionsService.AUTH_SESSION_ID)) {
                request.abortWith(BackToApplication.page(session, null));
                return;
            }
            found.ifPresent(tab -> CurrentTab.keep(session, tab));
            found.ifPresent(IdentityLink::forgetAnother);
            found.ifPresent(TypedIdentity::restore);
            if (found.isEmpty() && LoginActionsService.RESET_CREDENTIALS_PATH.equals(path())) {
                SelectedFlow.opensReset(session);
            }
            Optional<Response> refused = refuse(session, request, found);
            if (refused.isPresent()) {
                request.abortWith(refused.get());
            } else if (endpoint == LoginActionsService.class) {
                expectLogout(session, request);
                begin(session, request);
            } else if (ProviderRequest.isDeparture(resource)) {
                FlowTransition.leave(session, clientId, tabId, query.getFirst(LoginActionsService.SESSION_CODE));
            }
        }
    }

    /** The answer, where the request must not come to Keycloak. */
    private Optional<Response> refuse(KeycloakSession session, ContainerRequestContext request,
            Optional<AuthenticationSessionModel> found) {
        Optional<Response> revoked = found.flatMap(tab -> RevokedSignIn.refuse(session, tab));
        Optional<AuthenticationSessionModel> forgotten = revoked.isPresent() ? Optional.empty()
                : found.filter(tab -> SelectedFlow.mayBeForgotten(session, tab, path()));
        boolean link = resource.getResourceClass() == LoginActionsService.class && takesActionToken(request);
        String key = request.getUriInfo().getQueryParameters().getFirst(Constants.KEY);
        // a link is good without the tab that has mailed it, as in another browser; what the application is told ends
        // the tab, which such a link leaves alone
        return (link ? ActionTokenTab.begin(session, key, found) : Optional.<Response>empty())
                .or(() -> revoked)
                .or(() -> forgotten.map(tab -> BackToApplication.of(session, tab)))
                .or(() -> ProviderRequest.isReturn(resource)
                        ? found.filter(FinishedLogin::isOfAnother)
                                .map(tab -> RevokedSignIn.startOver(session, tab, Messages.EXPIRED_ACTION))
                        : Optional.empty())
                .or(() -> link ? found.flatMap(tab -> FlowReset.byLink(session, tab, key)) : Optional.empty());
    }

    /**
     * Reads a parameter by its name in any case, as Vert.x does for Keycloak, while the map that is read here is
     * case-sensitive: Keycloak would find a tab that is named in another case, and this filter would not.
     */
    private static boolean isMisspelled(Set<String> query) {
        return query.stream().anyMatch(name -> NAMES.stream()
                .anyMatch(known -> known.equalsIgnoreCase(name) && !known.equals(name)));
    }

    /** Keycloak's form for a reset takes the token of any link, too. */
    private boolean takesActionToken(ContainerRequestContext request) {
        return ACTION_TOKEN_PATH.equals(path()) && HttpMethod.GET.equals(request.getMethod())
                || LoginActionsService.RESET_CREDENTIALS_PATH.equals(path())
                        && HttpMethod.POST.equals(request.getMethod())
                        && request.getUriInfo().getQueryParameters().containsKey(Constants.KEY);
    }

    /** A restart signs the browser's user out without an event of Keycloak's. */
    private void expectLogout(KeycloakSession session, ContainerRequestContext request) {
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        if (!LoginActionsService.RESTART_PATH.equals(path())
                || Boolean.parseBoolean(query.getFirst(Constants.SKIP_LOGOUT))) {
            return;
        }
        SignInTab.find(session, query.getFirst(Constants.CLIENT_ID), query.getFirst(Constants.TAB_ID))
                .ifPresent(tab -> {
                    UserSessionModel open = new AuthenticationSessionManager(session).getUserSession(tab);
                    if (open != null && AuthenticationManager.isSessionValid(tab.getRealm(), open)) {
                        UnreportedLogout.expect(session, open, tab.getClient());
                    }
                });
    }

    private void begin(KeycloakSession session, ContainerRequestContext request) throws IOException {
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        String clientId = query.getFirst(Constants.CLIENT_ID);
        String tabId = query.getFirst(Constants.TAB_ID);
        Optional<AuthenticationSessionModel> cleaned = FlowTransition.begin(session, path(), clientId, tabId);
        Optional<AuthenticationSessionModel> demanding = HttpMethod.POST.equals(request.getMethod())
                && LoginActionsService.AUTHENTICATE_PATH.equals(path())
                ? SignInTab.find(session, clientId, tabId).filter(RequestDemands::any)
                : Optional.empty();
        if (demanding.isPresent()) {
            FlowReset.byForm(session, demanding.get(), query.getFirst(LoginActionsService.SESSION_CODE),
                    query.getFirst(Constants.EXECUTION), RequestBody.form(request).keySet())
                    .ifPresent(request::abortWith);
        }
        if (isGet(request) && cleaned.isEmpty()) {
            SignInTab.find(session, clientId, tabId).filter(tab -> !IdentityLink.isConfirmed(tab)).ifPresent(tab ->
                    SubFlowUnderWay.goOn(session, tab, path(), query.getFirst(Constants.EXECUTION)));
        } else if (isGet(request) && query.containsKey(Constants.EXECUTION)) {
            // the page that it names is gone, as after the back button: the flow's first page instead of an error
            cleaned.ifPresent(tab -> request.abortWith(Response.status(Response.Status.FOUND)
                    .location(new AuthenticationFlowURLHelper(session, tab.getRealm(), session.getContext().getUri())
                            .getLastExecutionUrl(tab)).build()));
        }
    }

    /** Keycloak's HTTP layer serves HEAD by the method for GET. */
    private static boolean isGet(ContainerRequestContext request) {
        return HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod());
    }

    private String path() {
        Path path = resource.getResourceMethod().getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }
}
