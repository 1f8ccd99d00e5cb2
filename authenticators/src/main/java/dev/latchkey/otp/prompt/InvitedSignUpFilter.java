package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.account.Invitations;
import dev.latchkey.signin.FlowSteps;
import dev.latchkey.signin.SignInTab;
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
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Names the organization of an invited sign-up whose tab waits for the code. Where a realm's registration is off,
 * Keycloak serves the registration flow only to a request that comes by an invitation's link, which neither the mailed
 * link nor a reload of the code page repeats (keycloak-services, not a public API). Leads a {@link RepeatedInvitation}
 * to the form.
 */
@Provider
public class InvitedSignUpFilter implements ContainerRequestFilter {

    private static final String ACTION_TOKEN = "action-token";
    private static final String FORM = "latchkey-registration";

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null || resource.getResourceClass() != LoginActionsService.class) {
            return;
        }
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        if (isAt(LoginActionsService.REGISTRATION_PATH)) {
            nameOrganization(session, query);
        } else if (isAt(ACTION_TOKEN)) {
            new RepeatedInvitation(session, session.getContext().getRealm()).form(query.getFirst(Constants.KEY))
                    .ifPresent(form -> request.abortWith(Response.status(Response.Status.FOUND).location(form)
                            .build()));
        }
    }

    private static void nameOrganization(KeycloakSession session, MultivaluedMap<String, String> query) {
        SignInTab.find(session, query.getFirst(Constants.CLIENT_ID), query.getFirst(Constants.TAB_ID))
                .ifPresent(tab -> InvitedSignUp.organization(session, tab)
                        // Keycloak's own form would take the organization for an invitation of any address
                        .filter(named -> hasForm(tab.getRealm()))
                        .flatMap(new Invitations(session, tab.getRealm())::organization)
                        .ifPresent(organization -> {
                            session.getContext().setOrganization(organization);
                            // the step runs transactions of its own: the request must not hold a connection meanwhile
                            RequestTransaction.releaseConnection(session);
                        }));
    }

    private static boolean hasForm(RealmModel realm) {
        return Optional.ofNullable(realm.getRegistrationFlow())
                .filter(flow -> FlowSteps.enabled(realm, flow.getId())
                        .anyMatch(step -> FORM.equals(step.getAuthenticator()))).isPresent();
    }

    private boolean isAt(String path) {
        Path found = resource.getResourceMethod().getAnnotation(Path.class);
        return found != null && path.equals(found.value());
    }
}
