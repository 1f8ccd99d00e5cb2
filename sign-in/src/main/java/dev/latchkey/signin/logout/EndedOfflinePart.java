package dev.latchkey.signin.logout;

import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.common.util.MultiSiteUtils;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;

/**
 * A client's part of an offline session that has ended and that Keycloak shows all the same. For the next offline
 * access in the same session Keycloak would go on with it instead of making another: the token would be dead at its
 * first refresh. It is removed in a transaction of its own, because Keycloak would mix the notes of a part that the
 * same request makes with those of the ended one.
 */
public final class EndedOfflinePart {

    private static final String REMOVED = EndedOfflinePart.class.getName();

    private EndedOfflinePart() {
    }

    /**
     * Removes the part of the offline session, or the whole of it, if that has ended; once in a request. To be called
     * before Keycloak makes an offline session.
     *
     * @param session the request's session, which holds no connection meanwhile
     * @param part    the client's part of the online session, for which offline access is asked
     * @return whether the request has read the ended one before, so that Keycloak goes on with it all the same: no
     *         token may be issued
     */
    public static boolean isInUse(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        if (userSession.isOffline() || !MultiSiteUtils.isPersistentSessionsEnabled()
                || session.getAttribute(REMOVED) != null) {
            return false;
        }
        session.setAttribute(REMOVED, true);
        String realmId = part.getRealm().getId();
        String id = userSession.getId();
        String client = part.getClient().getId();
        // another request may be making it
        if (RowsToCome.await(session, realmId, (own, realm) -> !isWithoutRow(own, realm, id, client))) {
            return false;
        }
        OwnTransaction.inRealm(session.getKeycloakSessionFactory(), realmId, (own, realm) -> {
            if (isWithoutRow(own, realm, id, client)) {
                remove(own, realm, id, client);
            }
            return true;
        });
        return isWithoutRow(session, part.getRealm(), id, client);
    }

    /** Whether Keycloak shows the session, or the part, and its row is gone. */
    private static boolean isWithoutRow(KeycloakSession session, RealmModel realm, String id, String client) {
        UserSessionModel offline = session.sessions().getOfflineUserSession(realm, id);
        if (offline == null) {
            return false;
        }
        AuthenticatedClientSessionModel part = offline.getAuthenticatedClientSessionByClient(client);
        return part == null ? !StoredSession.isOpen(session, realm, id, true) : StoredSession.hasEnded(session, part);
    }

    private static void remove(KeycloakSession own, RealmModel realm, String id, String client) {
        UserSessionModel offline = own.sessions().getOfflineUserSession(realm, id);
        AuthenticatedClientSessionModel part = offline.getAuthenticatedClientSessionByClient(client);
        if (part == null) {
            own.sessions().removeOfflineUserSession(realm, offline);
        } else {
            EndedPart.end(own, part);
        }
    }
}
