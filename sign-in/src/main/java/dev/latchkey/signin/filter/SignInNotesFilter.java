package dev.latchkey.signin.filter;

import dev.latchkey.signin.CurrentTab;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Notes of each sign-in, in the very request that has proven its user, what {@link RevokedSignIn} compares later: an
 * identity provider's answer, for example, proves a user without any step of a flow. Notes also which tab a link has
 * opened, for {@link ActionTokenTab}. Runs before Keycloak commits.
 */
@Provider
public class SignInNotesFilter implements ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null) {
            CurrentTab.open(session).filter(tab -> tab.getAuthenticatedUser() != null).ifPresent(tab -> {
                RevokedSignIn.begin(session, tab);
                ActionTokenTab.mark(session, tab);
            });
        }
    }
}
