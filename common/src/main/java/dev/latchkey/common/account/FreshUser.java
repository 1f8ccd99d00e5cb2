package dev.latchkey.common.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.storage.DatastoreProvider;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.StoreManagers;

/**
 * Reads a user from the database, behind a node's cache. The cache may lag, so nothing is ended for good because of it.
 */
public final class FreshUser {

    private FreshUser() {
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    a user
     * @return the user as the database, or a directory, has it; null when it no longer exists
     */
    public static UserModel of(KeycloakSession session, RealmModel realm, UserModel user) {
        if (!StorageId.isLocalStorage(user.getId())) {
            return behindCache(session, realm, user.getId());
        }
        UserCache cache = session.getProvider(UserCache.class);
        if (cache != null) {
            cache.evict(realm, user);
        }
        return session.users().getUserById(realm, user.getId());
    }

    /**
     * Leaves the cache as it is. A session that has evicted a user, or written to one, reads that user behind the cache
     * from then on, and Keycloak's own required actions then fail in the same request for users of a directory that it
     * may only read: they remove what is not there, which the cache alone forgives.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param userId  a user
     * @return the user as it is stored, which the session knows nothing of else; null when there is none
     */
    public static UserModel behindCache(KeycloakSession session, RealmModel realm, String userId) {
        return session.getProvider(DatastoreProvider.class) instanceof StoreManagers stores
                ? stores.userStorageManager().getUserById(realm, userId)
                : session.users().getUserById(realm, userId);
    }

    /** Returns the user's own rows as this session has read them, whatever a directory says; null when none are. */
    public static UserModel ownRows(KeycloakSession session, RealmModel realm, String userId) {
        return session.getProvider(DatastoreProvider.class) instanceof StoreManagers stores
                ? stores.userLocalStorage().getUserById(realm, userId)
                : session.users().getUserById(realm, userId);
    }
}
