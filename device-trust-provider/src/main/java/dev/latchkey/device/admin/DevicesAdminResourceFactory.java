package dev.latchkey.device.admin;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.AdminResourceFactory;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.credential.admin.UserCredentialsAdminResource;
import dev.latchkey.device.rest.UserDevices;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves the trusted devices of a user to admins. */
public final class DevicesAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public DevicesAdminResourceFactory() {
        super("latchkey-devices");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new UserCredentialsAdminResource(new AdministeredUsers(session, realm, auth, adminEvent),
                user -> new UserDevices(session, user), id -> Audit.of(AuditStep.DEVICE_ENDED).device(id, null));
    }
}
