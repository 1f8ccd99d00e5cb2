package dev.latchkey.secretcode.session;

import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** When a session ends at the latest, by the realm's settings of now. */
public final class SessionEnd {

    private SessionEnd() {
    }

    /** Of a session that there is; epoch milliseconds. */
    public static long of(RealmModel realm, UserSessionModel userSession) {
        return at(realm, userSession.getStarted() * 1000L, userSession.isRememberMe());
    }

    /** Of the session that a browser's sign-in opens, or goes on with; epoch milliseconds. */
    public static long of(KeycloakSession session, AuthenticationSessionModel signIn) {
        RealmModel realm = signIn.getRealm();
        UserSessionModel userSession = session.sessions().getUserSession(realm, signIn.getParentSession().getId());
        return userSession == null
                ? at(realm, Time.currentTimeMillis(), "true".equalsIgnoreCase(signIn.getAuthNote(Details.REMEMBER_ME)))
                : of(realm, userSession);
    }

    /** Of a session that is about to be opened without a browser; epoch milliseconds. */
    public static long ofNew(RealmModel realm) {
        return at(realm, Time.currentTimeMillis(), false);
    }

    private static long at(RealmModel realm, long startedAt, boolean rememberMe) {
        int remembered = realm.getSsoSessionMaxLifespanRememberMe();
        int lifespan = rememberMe && remembered > 0 ? remembered : realm.getSsoSessionMaxLifespan();
        return startedAt + lifespan * 1000L;
    }
}
