package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.Response;

import java.util.Map;

import dev.latchkey.common.tx.RequestTransaction;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A browser in which another user is signed in. Keycloak refuses a second user in one session, but only when the whole
 * sign-in is done: by then a mail is sent and a code spent. And it has removed the first user's cookie as soon as a
 * registration began, so that signing out ends nothing any more.
 */
final class SessionOfAnother {

    private static final String TEMPLATE = "latchkey-other-user.ftl";

    private SessionOfAnother() {
    }

    /**
     * Refuses a user where another one is signed in, before anything is spent, with a page that offers to sign the
     * other one out and to go on.
     *
     * @param session     the request's session
     * @param authSession the tab
     * @param user        who is about to sign in; null for an account that does not exist yet
     * @param event       the request's event
     * @throws ErrorPageException if the browser's session is that of another user
     */
    static void refuse(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
            EventBuilder event) {
        RealmModel realm = authSession.getRealm();
        UserSessionModel found = session.sessions().getUserSession(realm, authSession.getParentSession().getId());
        if (found == null || found.getUser() == null || !AuthenticationManager.isSessionValid(realm, found)
                || user != null && user.getId().equals(found.getUser().getId())) {
            return;
        }
        UserModel other = found.getUser();
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.giveConnectionBack(session);
        event.clone().detail(Details.EXISTING_USER, other.getId()).error(Errors.DIFFERENT_USER_AUTHENTICATED);
        throw new ErrorPageException(session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(authSession)
                .setAttribute("latchkey", Map.of("user", other.getUsername()))
                .setStatus(Response.Status.BAD_REQUEST)
                .createForm(TEMPLATE));
    }
}
