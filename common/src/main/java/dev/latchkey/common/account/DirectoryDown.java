package dev.latchkey.common.account;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.storage.UserStorageProviderModel;

/**
 * Whether the directory of an account does not answer, or is switched off. Keycloak then disables the user and shows
 * the copy that it has of the account, in which everything that it otherwise reads from the directory may be outdated.
 * Such a user cannot sign in now, and loses nothing for good. An account whose entry the directory no longer has is
 * disabled itself.
 */
public final class DirectoryDown {

    private DirectoryDown() {
    }

    /**
     * @param realm the realm
     * @param user  a user as Keycloak has them now
     * @return whether the account's directory cannot be asked about it; false for an account without a directory
     */
    public static boolean of(RealmModel realm, UserModel user) {
        return !user.isEnabled() && (unavailable(user) || switchedOff(realm, user));
    }

    private static boolean unavailable(UserModel user) {
        UserModel behind = user;
        while (behind instanceof UserModelDelegate delegate) {
            if (UnavailableStorage.is(delegate)) {
                return true;
            }
            behind = delegate.getDelegate();
        }
        return false;
    }

    private static boolean switchedOff(RealmModel realm, UserModel user) {
        ComponentModel directory = user.getFederationLink() == null
                ? null
                : realm.getComponent(user.getFederationLink());
        return directory != null && !new UserStorageProviderModel(directory).isEnabled();
    }
}
