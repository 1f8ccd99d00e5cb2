package dev.latchkey.signin.logout;

import java.util.Map;
import java.util.regex.Pattern;

import dev.latchkey.signin.account.AccountChange;
import org.keycloak.authentication.actiontoken.updateemail.UpdateEmailActionToken;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakUriInfo;

/**
 * The choice "Sign out from other devices" on the page of a required action, or in its mailed link. Keycloak logs the
 * other sessions out one by one and reports each, or none where none exists: a phone may have no active session.
 */
public final class OtherDevices {

    private static final Pattern ACTION_PAGE = Pattern.compile("/login-actions/required-action/*$");
    private static final Pattern MAILED_LINK = Pattern.compile("/login-actions/action-token/*$");
    private static final String FIELD = "logout-sessions";
    private static final String CHOSEN = "on";

    private OtherDevices() {
    }

    /**
     * @param session the request's session
     * @param event   an event of it, of something that was done
     * @return whether the user has made the choice, whether or not there was a session to log out
     */
    public static boolean signedOut(KeycloakSession session, Event event) {
        return loggedOut(event) || AccountChange.isReportedBy(event) && chosen(session);
    }

    /**
     * @param event an event
     * @return whether it reports a logout that follows from the choice
     */
    public static boolean loggedOut(Event event) {
        Map<String, String> details = details(event);
        return details.containsKey(Details.LOGOUT_TRIGGERED_BY_REQUIRED_ACTION)
                || details.containsKey(Details.LOGOUT_TRIGGERED_BY_ACTION_TOKEN);
    }

    /**
     * @param session the session of a request that has changed a credential or the account
     * @return whether the request is such a page, or the link that such a page has mailed, with the choice
     */
    public static boolean chosen(KeycloakSession session) {
        // Keycloak throws where it is asked for a request and there is none, as in the purge
        if (session.getContext().getAuthenticationSession() == null) {
            return false;
        }
        KeycloakUriInfo uri = session.getContext().getUri();
        return ACTION_PAGE.matcher(uri.getPath()).find()
                        && CHOSEN.equals(session.getContext().getHttpRequest().getDecodedFormParameters()
                                .getFirst(FIELD))
                || MAILED_LINK.matcher(uri.getPath()).find()
                        && chosen(session, uri.getQueryParameters().getFirst(Constants.KEY));
    }

    private static boolean chosen(KeycloakSession session, String key) {
        UpdateEmailActionToken token = session.tokens().decode(key, UpdateEmailActionToken.class);
        return token != null && UpdateEmailActionToken.TOKEN_TYPE.equals(token.getActionId())
                && Boolean.TRUE.equals(token.getLogoutSessions());
    }

    /**
     * The session in which the choice is made. Not that of the context, which Keycloak replaces when it logs a session
     * out.
     *
     * @param event an event of the request
     * @return its id; null where there is none
     */
    public static String ownSession(Event event) {
        return details(event).get(Details.CODE_ID);
    }

    private static Map<String, String> details(Event event) {
        return event.getDetails() == null ? Map.of() : event.getDetails();
    }
}
