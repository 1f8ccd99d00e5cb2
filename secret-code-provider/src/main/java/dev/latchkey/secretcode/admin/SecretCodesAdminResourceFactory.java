package dev.latchkey.secretcode.admin;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.AdminResourceFactory;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.credential.admin.UserCredentialsAdminResource;
import dev.latchkey.secretcode.rest.UserSecretCodes;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves the secret codes of a user to admins. */
public final class SecretCodesAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public SecretCodesAdminResourceFactory() {
        super("latchkey-secret-codes");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new UserCredentialsAdminResource(new AdministeredUsers(session, realm, auth, adminEvent),
                user -> new UserSecretCodes(session, user), id -> Audit.of(AuditStep.SECRET_CODE_ENDED).secretCode(id));
    }
}
