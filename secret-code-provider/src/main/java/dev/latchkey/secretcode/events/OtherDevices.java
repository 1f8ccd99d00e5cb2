package dev.latchkey.secretcode.events;

import java.util.Map;
import java.util.regex.Pattern;

import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.models.KeycloakSession;

/**
 * The choice "Sign out from other devices" on the page of a required action, or in its mailed link. Keycloak logs the
 * other sessions out one by one and reports each, or none where none exists: a phone may have no active session.
 */
final class OtherDevices {

    private static final Pattern ACTION_PAGE = Pattern.compile("/login-actions/required-action/*$");
    private static final String FIELD = "logout-sessions";
    private static final String CHOSEN = "on";

    private OtherDevices() {
    }

    /** Whether a logout that this event reports follows from the choice. */
    static boolean loggedOut(Event event) {
        Map<String, String> details = details(event);
        return details.containsKey(Details.LOGOUT_TRIGGERED_BY_REQUIRED_ACTION)
                || details.containsKey(Details.LOGOUT_TRIGGERED_BY_ACTION_TOKEN);
    }

    /** Whether the request in which a credential or the account was changed is such a page, with the choice. */
    static boolean chosen(KeycloakSession session) {
        // Keycloak throws where it is asked for a request and there is none, as in the purge
        return session.getContext().getAuthenticationSession() != null
                && ACTION_PAGE.matcher(session.getContext().getUri().getPath()).find()
                && CHOSEN.equals(session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(FIELD));
    }

    /**
     * The session in which the choice is made; null where there is none. Not that of the context, which Keycloak
     * replaces when it logs a session out.
     */
    static String ownSession(Event event) {
        return details(event).get(Details.CODE_ID);
    }

    private static Map<String, String> details(Event event) {
        return event.getDetails() == null ? Map.of() : event.getDetails();
    }
}
