package dev.latchkey.device.rest;

import dev.latchkey.common.rest.RealmAccess;
import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@link DevicesResource}. */
public final class DevicesResourceFactory implements RealmResourceProviderFactory, PlainFactory<RealmResourceProvider> {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                RealmAccess.require(session);
                return new DevicesResource(session);
            }

            @Override
            public void close() {
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-devices";
    }
}
