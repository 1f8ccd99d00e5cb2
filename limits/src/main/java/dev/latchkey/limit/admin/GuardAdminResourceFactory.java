package dev.latchkey.limit.admin;

import dev.latchkey.common.rest.AdminResourceFactory;
import dev.latchkey.common.rest.AdministeredUsers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@link GuardAdminResource}. */
public final class GuardAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public GuardAdminResourceFactory() {
        super("latchkey-guard");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new GuardAdminResource(session, realm, new AdministeredUsers(session, realm, auth, adminEvent));
    }
}
