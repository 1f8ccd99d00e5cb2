package dev.latchkey.common.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;

/** Reads a user from the database, behind a node's cache, which may lag: nothing is ended for good on its word. */
public final class FreshUser {

    private FreshUser() {
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    a user
     * @return the user as the database has it; null when there is none any more
     */
    public static UserModel of(KeycloakSession session, RealmModel realm, UserModel user) {
        UserCache cache = session.getProvider(UserCache.class);
        if (cache != null) {
            cache.evict(realm, user);
        }
        return session.users().getUserById(realm, user.getId());
    }
}
