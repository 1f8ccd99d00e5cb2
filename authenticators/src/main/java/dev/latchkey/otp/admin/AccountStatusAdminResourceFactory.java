package dev.latchkey.otp.admin;

import dev.latchkey.common.rest.AdminResourceFactory;
import dev.latchkey.otp.rest.LinkAddress;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@link AccountStatusAdminResource}. */
public final class AccountStatusAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public AccountStatusAdminResourceFactory() {
        super(LinkAddress.RESOURCE);
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new AccountStatusAdminResource(session, realm, auth);
    }
}
