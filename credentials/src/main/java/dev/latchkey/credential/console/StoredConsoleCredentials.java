package dev.latchkey.credential.console;

import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.credential.UserCredentialStore;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageUtil;

/**
 * Removes credentials of {@link ConsoleCredentials} where Keycloak stores them, whether or not a user federation still
 * provides their owner.
 */
public final class StoredConsoleCredentials {

    private static final Logger LOG = Logger.getLogger(StoredConsoleCredentials.class);

    private StoredConsoleCredentials() {
    }

    /**
     * Removes the credential of a row that has ended, in a transaction of its own. Where that fails the sweep removes
     * it later: the row has ended in any case.
     *
     * @param factory Keycloak's session factory
     * @param realmId the realm
     * @param userId  the owner
     * @param id      the row
     */
    public static void removeEnded(KeycloakSessionFactory factory, String realmId, String userId, String id) {
        try {
            OwnTransaction.inRealm(factory, realmId, (own, realm) -> remove(own, realm, userId, id));
        } catch (RuntimeException e) {
            LOG.errorf(e, "Credential %s of user %s is left to the sweep", id, userId);
        }
    }

    /**
     * Removes a credential, in the transaction of the session.
     *
     * @param own    the session
     * @param realm  the realm
     * @param userId the owner
     * @param id     the credential
     * @return whether it was there
     */
    public static boolean remove(KeycloakSession own, RealmModel realm, String userId, String id) {
        UserModel local = StorageId.isLocalStorage(userId)
                ? UserStoragePrivateUtil.userLocalStorage(own).getUserById(realm, userId)
                : null;
        boolean removed = local == null
                ? UserStorageUtil.userFederatedStorage(own).removeStoredCredential(realm, userId, id)
                : ((UserCredentialStore) UserStoragePrivateUtil.userLocalStorage(own))
                        .removeStoredCredential(realm, local, id);
        if (removed) {
            evict(own, realm, local == null ? cached(own, realm, userId) : local);
        }
        return removed;
    }

    /** Has all nodes read a user's credentials anew, in a transaction of its own. */
    static void forgetCached(KeycloakSessionFactory factory, String realmId, String userId) {
        OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
            evict(own, realm, cached(own, realm, userId));
            return true;
        });
    }

    private static void evict(KeycloakSession own, RealmModel realm, UserModel user) {
        UserCache cache = own.getProvider(UserCache.class);
        if (cache != null && user != null) {
            cache.evict(realm, user);
        }
    }

    private static UserModel cached(KeycloakSession own, RealmModel realm, String userId) {
        try {
            return own.users().getUserById(realm, userId);
        } catch (RuntimeException e) {
            LOG.debugf(e, "User %s cannot be asked for", userId);
            return null;
        }
    }
}
