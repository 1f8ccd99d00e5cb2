package dev.latchkey.mail.admin;

import dev.latchkey.common.rest.AdminResourceFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@link MailsAdminResource}. */
public final class MailsAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public MailsAdminResourceFactory() {
        super("latchkey-mails");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new MailsAdminResource(session, realm, auth);
    }
}
