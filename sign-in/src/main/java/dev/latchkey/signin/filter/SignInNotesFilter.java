package dev.latchkey.signin.filter;

import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.FinishedLogin;
import dev.latchkey.signin.RequestDemands;
import dev.latchkey.signin.SelectedFlow;
import dev.latchkey.signin.SubFlowUnderWay;
import dev.latchkey.signin.TypedIdentity;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Notes of each sign-in, in the very request that has proven its user, what {@link RevokedSignIn} compares later: an
 * identity provider's answer, for example, proves a user without any step of a flow. Notes also which tab a link has
 * opened, for {@link ActionTokenTab}, which flow a policy has selected, for {@link SelectedFlow}, for whom a brokered
 * login is finished, for {@link FinishedLogin}, and what was typed in one, for {@link TypedIdentity}; gives back what
 * {@link SubFlowUnderWay} has left out. Runs before Keycloak commits.
 */
@Provider
public class SignInNotesFilter implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null) {
            CurrentTab.open(session).ifPresent(tab -> {
                SelectedFlow.keep(session, tab);
                RequestDemands.restore(tab);
                FinishedLogin.note(tab);
                TypedIdentity.keep(tab);
                SubFlowUnderWay.reopen(session, tab);
                if (tab.getAuthenticatedUser() != null) {
                    RevokedSignIn.begin(session, tab);
                    ActionTokenTab.mark(session, tab);
                }
            });
        }
    }
}
