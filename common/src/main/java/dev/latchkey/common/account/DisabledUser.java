package dev.latchkey.common.account;

import org.keycloak.models.UserModel;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

/**
 * Whether an account is disabled itself. Keycloak puts a read-only delegate that is disabled before each user of a
 * directory that does not answer or is switched off: such a user cannot sign in now, and loses nothing for good.
 */
public final class DisabledUser {

    private DisabledUser() {
    }

    /**
     * @param user a user as Keycloak has them now
     * @return whether the account behind all such delegates is disabled
     */
    public static boolean is(UserModel user) {
        UserModel behind = user;
        while (behind instanceof ReadOnlyUserModelDelegate delegate) {
            behind = delegate.getDelegate();
        }
        return !behind.isEnabled();
    }
}
