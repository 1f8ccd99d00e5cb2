package dev.latchkey.secretcode.session;

import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Latest end of a session, by the current settings of the realm. */
public final class SessionEnd {

    private SessionEnd() {
    }

    /**
     * @param realm       the realm
     * @param userSession an existing session
     * @return its latest end, epoch milliseconds
     */
    public static long of(RealmModel realm, UserSessionModel userSession) {
        return at(realm, userSession.getStarted() * 1000L, userSession.isRememberMe());
    }

    /**
     * @param session the request's session
     * @param signIn  a browser's sign-in
     * @return latest end of the session that the sign-in opens or continues, epoch milliseconds
     */
    public static long of(KeycloakSession session, AuthenticationSessionModel signIn) {
        RealmModel realm = signIn.getRealm();
        UserSessionModel userSession = session.sessions().getUserSession(realm, signIn.getParentSession().getId());
        return userSession == null
                ? at(realm, Time.currentTimeMillis(), "true".equalsIgnoreCase(signIn.getAuthNote(Details.REMEMBER_ME)))
                : of(realm, userSession);
    }

    /**
     * @param realm the realm
     * @return latest end of a session that is about to be opened without a browser, epoch milliseconds
     */
    public static long ofNew(RealmModel realm) {
        return at(realm, Time.currentTimeMillis(), false);
    }

    private static long at(RealmModel realm, long startedAt, boolean rememberMe) {
        int remembered = realm.getSsoSessionMaxLifespanRememberMe();
        int lifespan = rememberMe && remembered > 0 ? remembered : realm.getSsoSessionMaxLifespan();
        return startedAt + lifespan * 1000L;
    }
}
