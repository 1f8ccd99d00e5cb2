package dev.latchkey.setup.admin;

import dev.latchkey.common.rest.AdminResourceFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@link SetupAdminResource}. */
public final class SetupAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public SetupAdminResourceFactory() {
        super("latchkey-setup");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new SetupAdminResource(session, realm, auth, adminEvent);
    }
}
