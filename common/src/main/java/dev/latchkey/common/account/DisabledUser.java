package dev.latchkey.common.account;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Whether an account is disabled itself, and not only while its directory is down. */
public final class DisabledUser {

    private DisabledUser() {
    }

    /**
     * @param realm the realm
     * @param user  a user as Keycloak has them now
     * @return whether the account is disabled; false while its directory is down, whatever its state is there
     */
    public static boolean is(RealmModel realm, UserModel user) {
        return !user.isEnabled() && !DirectoryDown.of(realm, user);
    }
}
