package dev.latchkey.webhook.admin;

import dev.latchkey.common.rest.AdminResourceFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves {@link WebhookAdminResource}. */
public final class WebhookAdminResourceFactory extends AdminResourceFactory {

    /** Registers it by its id. */
    public WebhookAdminResourceFactory() {
        super("latchkey-webhook");
    }

    @Override
    protected Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        return new WebhookAdminResource(session, realm, auth, adminEvent);
    }
}
