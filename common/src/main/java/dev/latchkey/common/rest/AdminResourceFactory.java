package dev.latchkey.common.rest;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Serves a resource for admins, below {@code /admin/realms/{realm}/} and the factory's id. */
public abstract class AdminResourceFactory
        implements AdminRealmResourceProviderFactory, PlainFactory<AdminRealmResourceProvider> {

    private final String id;

    /** @param id of the provider, the resource's place in the path */
    protected AdminResourceFactory(String id) {
        this.id = id;
    }

    /**
     * @param session    the request's session
     * @param realm      the realm being administered
     * @param auth       the permissions of the caller in the realm
     * @param adminEvent where changes are recorded
     * @return the resource that answers the request
     */
    protected abstract Object resource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent);

    @Override
    public final AdminRealmResourceProvider create(KeycloakSession outer) {
        return new AdminRealmResourceProvider() {

            @Override
            public Object getResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
                    AdminEventBuilder adminEvent) {
                return resource(session, realm, auth, adminEvent);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public final String getId() {
        return id;
    }
}
