package dev.latchkey.signin.filter;

import java.util.Optional;

import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.SelectedFlow;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;
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
            CurrentTab.of(session).filter(tab -> goesOn(session, tab)).ifPresent(tab -> {
                RevokedSignIn.begin(session, tab);
                ActionTokenTab.mark(session, tab);
            });
            Optional.ofNullable(session.getContext().getAuthenticationSession()).filter(tab -> goesOn(session, tab))
                    .ifPresent(tab -> SelectedFlow.keep(session, tab));
        }
    }

    /** A sign-in that is completed is removed, and nothing must be written to it any more. */
    private static boolean goesOn(KeycloakSession session, AuthenticationSessionModel tab) {
        RootAuthenticationSessionModel root = session.authenticationSessions()
                .getRootAuthenticationSession(tab.getRealm(), tab.getParentSession().getId());
        return root != null && root.getAuthenticationSession(tab.getClient(), tab.getTabId()) != null;
    }
}
