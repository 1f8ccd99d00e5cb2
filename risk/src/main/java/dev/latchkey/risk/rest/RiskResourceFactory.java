package dev.latchkey.risk.rest;

import dev.latchkey.common.rest.RealmAccess;
import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@link RiskResource}. */
public final class RiskResourceFactory implements RealmResourceProviderFactory, PlainFactory<RealmResourceProvider> {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                RealmAccess.require(session);
                return new RiskResource(session);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-risk";
    }
}
