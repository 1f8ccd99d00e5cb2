package dev.latchkey.secretcode.rest;

import dev.latchkey.common.rest.RealmAccess;
import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Serves {@link SecretCodesResource}. */
public final class SecretCodesResourceFactory implements RealmResourceProviderFactory,
        PlainFactory<RealmResourceProvider> {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                RealmAccess.require(session);
                return new SecretCodesResource(session);
            }

            @Override
            public void close() {
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-secret-codes";
    }
}
