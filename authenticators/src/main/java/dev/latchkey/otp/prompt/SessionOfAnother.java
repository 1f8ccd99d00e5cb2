package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Purpose;
import dev.latchkey.signin.BrowserSession;
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
 * Refuses a sign-in in a browser in which another user is signed in. Keycloak refuses a second user in one session only
 * at the end of the sign-in, when a code is already used up. When a registration starts, Keycloak also removes the
 * first user's cookie, so that signing out would end no session any more. This class refuses before a code is used up
 * or an account is created. A mail was sent by then, on purpose: it informs the account owner that another user knows
 * the password.
 */
public final class SessionOfAnother {

    private static final String TEMPLATE = "latchkey-other-user.ftl";

    private SessionOfAnother() {
    }

    /**
     * @param purpose what a code or link is for
     * @return whether a requester who has proven nothing else may see the refusal; for the other purposes it would
     *         reveal whether a name has an account, and which one
     */
    public static boolean isShownFor(Purpose purpose) {
        return switch (purpose) {
            case SECOND_FACTOR, VERIFY_EMAIL, SIGN_UP, NEW_ADDRESS -> true;
            case FIRST_FACTOR, PASSWORD_RESET -> false;
        };
    }

    /**
     * @param session     the request's session
     * @param authSession the tab
     * @param user        the user who is about to sign in; null when there is no account
     * @param event       the request's event
     * @return a page that offers to sign the other user out and to continue; empty when no other user is signed in
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
        // the form reads the client when it is created; without a client the page's link would not identify the tab
        session.getContext().setClient(authSession.getClient());
        return session.getProvider(LoginFormsProvider.class)
                .setAuthenticationSession(authSession)
                .setStatus(Response.Status.BAD_REQUEST)
                .createForm(TEMPLATE);
    }

    /**
     * Does the same for a form action, which cannot answer with its own page: throws an exception with the page. Do not
     * call it in the request that opens the tab: the exception would discard the tab.
     *
     * @param session     the request's session
     * @param authSession the tab
     * @param event       the request's event
     */
    public static void refuse(KeycloakSession session, AuthenticationSessionModel authSession, EventBuilder event) {
        refusal(session, authSession, null, event).ifPresent(page -> {
            throw new ErrorPageException(page);
        });
    }
}
