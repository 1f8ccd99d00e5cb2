package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.proof.BrowserSession;
import dev.latchkey.common.tx.RequestTransaction;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.ErrorPageException;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A browser in which another user is signed in. Keycloak refuses a second user in one session, but only when the whole
 * sign-in is done: by then a code is spent. And it has removed the first user's cookie as soon as a registration
 * began, so that signing out ends nothing any more. Here it is refused before a code is spent or an account is made. A
 * mail has left by then, on purpose: it tells the owner that another has the password.
 */
public final class SessionOfAnother {

    private static final String TEMPLATE = "latchkey-other-user.ftl";

    private SessionOfAnother() {
    }

    /**
     * @param session     the request's session
     * @param authSession the tab
     * @param user        who is about to sign in; null where Keycloak knows no account
     * @param event       the request's event
     * @return a page that offers to sign the other user out and to go on; empty where no other user is signed in
     */
    public static Optional<Response> refusal(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user, EventBuilder event) {
        return BrowserSession.ofAnother(session, authSession, user)
                .map(found -> page(session, authSession, user, found, event));
    }

    private static Response page(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
            UserSessionModel found, EventBuilder event) {
        EventBuilder refused = event.clone().detail(Details.EXISTING_USER, found.getUser().getId());
        if (user != null) {
            refused.user(user);
        }
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        refused.error(Errors.DIFFERENT_USER_AUTHENTICATED);
        // the form reads the client when it is made, and without one the page's link names no tab
        session.getContext().setClient(authSession.getClient());
        return session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(authSession)
                .setStatus(Response.Status.BAD_REQUEST)
                .createForm(TEMPLATE);
    }

    /** The same for a form, which can answer with no page of its own; not where the tab is opened, and forgotten. */
    public static void refuse(KeycloakSession session, AuthenticationSessionModel authSession, EventBuilder event) {
        refusal(session, authSession, null, event).ifPresent(page -> {
            throw new ErrorPageException(page);
        });
    }
}
