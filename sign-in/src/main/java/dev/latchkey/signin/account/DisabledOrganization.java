package dev.latchkey.signin.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.organization.OrganizationProvider;

/**
 * Whether an account is disabled only because an organization that manages it is, or because the realm's organizations
 * are switched off. Keycloak refuses its sign-ins and refreshes meanwhile, reports no event of the account, and leaves
 * its sessions: a refresh token is good again afterwards.
 */
final class DisabledOrganization {

    private DisabledOrganization() {
    }

    /**
     * @param session the request's session, whose context has the account's realm
     * @param user    an account that Keycloak takes for disabled
     * @return whether it would be enabled but for such an organization; false for an account of a directory, whose
     *         state cannot be told apart then
     */
    static boolean disables(KeycloakSession session, UserModel user) {
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        return organizations != null && user.getFederationLink() == null && isEnabledItself(user)
                && organizations.getByMember(user).anyMatch(organization -> organization.isManaged(user)
                        && !(organizations.isEnabled() && organization.isEnabled()));
    }

    private static boolean isEnabledItself(UserModel user) {
        UserModel behind = user;
        while (behind instanceof UserModelDelegate delegate) {
            behind = delegate.getDelegate();
        }
        return behind.isEnabled();
    }
}
