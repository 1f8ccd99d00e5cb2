package dev.latchkey.risk.admin;

import dev.latchkey.common.rest.AdminResourceFactory;
import dev.latchkey.common.rest.AdministeredUsers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@link RiskAdminResource}. */
public final class RiskAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public RiskAdminResourceFactory() {
        super("latchkey-risk");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new RiskAdminResource(session, realm, auth, new AdministeredUsers(session, realm, auth, adminEvent));
    }
}
