package dev.latchkey.signin;

import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that is known to need nothing but what the browser sends by itself, such as the cookie of a session: it can
 * be repeated at will. {@link SignInTime} asks the other way round, who is known to have just signed in.
 */
public final class SilentSignIn {

    private SilentSignIn() {
    }

    /**
     * @param session the request's session
     * @param event   a successful sign-in
     * @return whether the application's request was answered without a page, or after a page that asked for no factor
     */
    public static boolean is(KeycloakSession session, Event event) {
        AuthenticationSessionModel tab = session.getContext().getAuthenticationSession();
        return ApplicationRequest.is(session) || tab != null && AuthenticatorUtil.isSSOAuthentication(tab)
                || !endsWithConsent(event) && isOfClientSession(session, event);
    }

    /** Where the page was one of consent, Keycloak reports the sign-in while the client session has an older note. */
    private static boolean endsWithConsent(Event event) {
        return event.getDetails() != null
                && Details.CONSENT_VALUE_CONSENT_GRANTED.equals(event.getDetails().get(Details.CONSENT));
    }

    private static boolean isOfClientSession(KeycloakSession session, Event event) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel client = realm == null || event.getClientId() == null ? null
                : realm.getClientByClientId(event.getClientId());
        UserSessionModel opened = client == null || event.getSessionId() == null ? null
                : session.sessions().getUserSession(realm, event.getSessionId());
        AuthenticatedClientSessionModel part = opened == null ? null
                : opened.getAuthenticatedClientSessionByClient(client.getId());
        return part != null && AuthenticationManager.isSSOAuthentication(part);
    }
}
