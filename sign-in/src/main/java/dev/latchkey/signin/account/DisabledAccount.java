package dev.latchkey.signin.account;

import dev.latchkey.common.account.DisabledUser;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * Whether an account is disabled in a way that ends its trusted devices and secret codes: not while its directory is
 * down, not by an organization of the account that is disabled, and not by a permanent lock of Keycloak's brute-force
 * detector. Any client that knows the user's name could cause that lock, by guessing passwords; what these refuse is
 * good again once an administrator has enabled the account, or its organization.
 */
public final class DisabledAccount {

    private DisabledAccount() {
    }

    /**
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account as Keycloak has it now
     * @return whether it is disabled so
     */
    public static boolean is(KeycloakSession session, RealmModel realm, UserModel user) {
        return DisabledUser.is(realm, user) && !DisabledOrganization.disables(session, user)
                && !DetectorLock.outsideOfSignIn(session, () -> session.getProvider(BruteForceProtector.class)
                        .isPermanentlyLockedOut(session, realm, user));
    }
}
