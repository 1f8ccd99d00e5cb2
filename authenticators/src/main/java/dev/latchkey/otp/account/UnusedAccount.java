package dev.latchkey.otp.account;

import java.util.stream.Stream;

import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;

/**
 * Checks whether an account is still as sign-up has created it: pending, and without anything that use or an
 * administrator adds. The check runs when a later sign-up is about to replace the account or a purge to delete it. It
 * does not rely on events, because an extension, a directory or a script may change an account without an event.
 */
public final class UnusedAccount {

    private UnusedAccount() {
    }

    /**
     * @param session the session of the transaction that would remove the account
     * @param realm   the account's realm
     * @param user    the account
     * @return whether the account may be removed: it is pending and not a service account, and has no session, no role
     *         or group beyond the realm's defaults, no organization, no consent and no linked identity
     */
    public static boolean is(KeycloakSession session, RealmModel realm, UserModel user) {
        return AccountStatus.of(realm, user) == AccountStatus.PENDING
                && user.getServiceAccountClientLink() == null
                && hasDefaultsAlone(realm, user)
                && none(session.users().getFederatedIdentitiesStream(realm, user))
                && none(session.users().getConsentsStream(realm, user.getId()))
                && none(session.sessions().getUserSessionsStream(realm, user))
                && none(session.sessions().getOfflineUserSessionsStream(realm, user))
                && !(new Invitations(session, realm).possible() && inOrganization(session, user));
    }

    private static boolean hasDefaultsAlone(RealmModel realm, UserModel user) {
        RoleModel defaultRole = realm.getDefaultRole();
        return user.getRoleMappingsStream().allMatch(role -> role.equals(defaultRole))
                && user.getGroupsStream().map(GroupModel::getId)
                        .allMatch(id -> realm.getDefaultGroupsStream().map(GroupModel::getId).anyMatch(id::equals));
    }

    private static boolean inOrganization(KeycloakSession session, UserModel user) {
        return session.getProvider(OrganizationProvider.class).getByMember(user).findAny().isPresent();
    }

    private static boolean none(Stream<?> found) {
        return found.findAny().isEmpty();
    }
}
