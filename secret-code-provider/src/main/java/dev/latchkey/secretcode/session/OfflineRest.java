package dev.latchkey.secretcode.session;

import dev.latchkey.secretcode.redemption.SecretCodeScopes;
import dev.latchkey.signin.OpenedByCode;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * What a code has left offline under the id of a session to which a user now signs in. Keycloak would go on with that
 * for the user's own offline access instead of making another, and the user's own tokens would end with the code.
 */
public final class OfflineRest {

    private OfflineRest() {
    }

    /**
     * Ends the client's part, where the sign-in asks for offline access, so that its tokens get one of their own, and
     * where the part was not to be offline; the offline session no longer counts as opened by a code. To be called
     * before the marks of the session are removed.
     *
     * @param session     the request's session
     * @param userSession the session to which a user has signed in
     * @param part        the client's part of it
     */
    public static void end(KeycloakSession session, UserSessionModel userSession,
            AuthenticatedClientSessionModel part) {
        boolean wanted = SecretCodeScopes.offline(part);
        if (!wanted && !OpenedByCode.isMarked(userSession)) {
            return;
        }
        RealmModel realm = part.getRealm();
        UserSessionModel offline = session.sessions().getOfflineUserSession(realm, userSession.getId());
        if (offline == null) {
            return;
        }
        AuthenticatedClientSessionModel rest =
                offline.getAuthenticatedClientSessionByClient(part.getClient().getId());
        if (rest != null && OpenedByCode.code(rest).isPresent()
                && (wanted || OpenedByCode.staysOnline(rest))) {
            rest.detachFromUserSession();
        }
        if (offline.getAuthenticatedClientSessions().isEmpty()) {
            session.sessions().removeOfflineUserSession(realm, offline);
        } else {
            OpenedByCode.unmark(offline);
        }
    }
}
