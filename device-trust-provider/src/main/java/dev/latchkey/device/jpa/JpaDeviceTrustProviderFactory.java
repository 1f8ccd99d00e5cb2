package dev.latchkey.device.jpa;

import java.security.SecureRandom;

import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.DeviceTrustProviderFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Trusted devices in Keycloak's own database. */
public final class JpaDeviceTrustProviderFactory implements DeviceTrustProviderFactory {

    private final SecureRandom random = new SecureRandom();

    @Override
    public DeviceTrustProvider create(KeycloakSession session) {
        return new JpaDeviceTrustProvider(session, random);
    }

    @Override
    public void init(Config.Scope config) {
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
    }

    @Override
    public void close() {
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
