package dev.latchkey.nativeapi.rest;

import java.security.SecureRandom;

import dev.latchkey.common.rest.RealmAccess;
import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Creates {@link OtpResource}. */
public final class OtpResourceFactory implements RealmResourceProviderFactory, PlainFactory<RealmResourceProvider> {

    private final SecureRandom random = new SecureRandom();

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                RealmAccess.require(session);
                return new OtpResource(session, random);
            }

            @Override
            public void close() {
            }
        };
    }

    @Override
    public String getId() {
        return OtpResource.ID;
    }
}
