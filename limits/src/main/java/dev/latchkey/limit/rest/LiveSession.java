package dev.latchkey.limit.rest;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.IdentityCookieToken;

/**
 * Whether the session of an identity cookie still stands. Its signature outlives a logout, and a copy of it must not
 * speak for its user then. That a session is over is remembered on this node for seconds, so that a flood with such a
 * cookie costs the database nothing; not for longer, since Keycloak gives the id of a session that is over to the
 * browser's next one.
 */
final class LiveSession {

    private static final long REMEMBERED_MILLIS = Duration.ofSeconds(10).toMillis();
    private static final int MOST_REMEMBERED = 10_000;
    /** By realm, session and user: when it was looked for in vain, epoch milliseconds. */
    private static final Map<String, Long> OVER = new ConcurrentHashMap<>();

    private LiveSession() {
    }

    /**
     * @param session  the request's session
     * @param identity what the cookie says, its signature verified
     * @return whether the user's session stands
     */
    static boolean of(KeycloakSession session, IdentityCookieToken identity) {
        RealmModel realm = session.getContext().getRealm();
        String key = String.join(" ", realm.getId(), identity.getSessionId(), identity.getSubject());
        long now = Time.currentTimeMillis();
        Long looked = OVER.get(key);
        if (looked != null && Math.abs(now - looked) < REMEMBERED_MILLIS) {
            return false;
        }
        // the request's own transaction must not have read anything when the limit is asked
        boolean live = OwnTransaction.run(session, own -> stands(own, realm.getId(), identity));
        if (live) {
            OVER.remove(key);
        } else {
            remember(key, now);
        }
        return live;
    }

    private static boolean stands(KeycloakSession session, String realmId, IdentityCookieToken identity) {
        RealmModel realm = session.realms().getRealm(realmId);
        if (realm == null || identity.getSessionId() == null) {
            return false;
        }
        session.getContext().setRealm(realm);
        UserSessionModel found = session.sessions().getUserSession(realm, identity.getSessionId());
        return AuthenticationManager.isSessionValid(realm, found) && found.getUser() != null
                && found.getUser().getId().equals(identity.getSubject());
    }

    private static void remember(String key, long now) {
        if (OVER.size() >= MOST_REMEMBERED) {
            OVER.values().removeIf(looked -> Math.abs(now - looked) >= REMEMBERED_MILLIS);
        }
        if (OVER.size() < MOST_REMEMBERED) {
            OVER.put(key, now);
        }
    }
}
