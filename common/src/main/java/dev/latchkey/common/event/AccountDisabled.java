package dev.latchkey.common.event;

import dev.latchkey.common.account.DisabledUser;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.services.managers.BruteForceProtector;

/**
 * An account is disabled, and not by Keycloak's brute-force detector: anyone who knows the user's name could have that
 * done, by guessing passwords. Published when an administrator has disabled it or changes it later. Not at a sign-in
 * that is refused as disabled: Keycloak refuses the users of a directory so, too, while the directory is down.
 *
 * @param session the request's session
 * @param realmId the realm
 * @param userId  the user
 */
public record AccountDisabled(KeycloakSession session, String realmId, String userId) implements ProviderEvent {

    /**
     * Publishes it, if the account is disabled so; not if it is its directory that is down or switched off.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param user    the user as Keycloak has them now
     */
    public static void publish(KeycloakSession session, RealmModel realm, UserModel user) {
        if (DisabledUser.is(realm, user)
                && !session.getProvider(BruteForceProtector.class).isPermanentlyLockedOut(session, realm, user)) {
            session.getKeycloakSessionFactory().publish(new AccountDisabled(session, realm.getId(), user.getId()));
        }
    }
}
