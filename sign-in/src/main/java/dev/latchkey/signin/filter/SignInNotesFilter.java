package dev.latchkey.signin.filter;

import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.SelectedFlow;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Notes of each sign-in, in the very request that has proven its user, what {@link RevokedSignIn} compares later: an
 * identity provider's answer, for example, proves a user without any step of a flow. Notes also which tab a link has
 * opened, for {@link ActionTokenTab}, and which flow a policy has selected, for {@link SelectedFlow}. Runs before
 * Keycloak commits.
 */
@Provider
public class SignInNotesFilter implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null) {
            CurrentTab.open(session).ifPresent(tab -> {
                SelectedFlow.keep(session, tab);
                SelectedFlow.restore(tab);
                if (tab.getAuthenticatedUser() != null) {
                    RevokedSignIn.begin(session, tab);
                    ActionTokenTab.mark(session, tab);
                }
            });
        }
    }
}
