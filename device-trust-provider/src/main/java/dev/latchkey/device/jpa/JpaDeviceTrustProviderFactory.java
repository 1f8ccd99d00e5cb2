package dev.latchkey.device.jpa;

import java.security.SecureRandom;

import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.DeviceTrustProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Trusted devices in Keycloak's own database. */
public final class JpaDeviceTrustProviderFactory implements DeviceTrustProviderFactory {

    private final SecureRandom random = new SecureRandom();

    @Override
    public DeviceTrustProvider create(KeycloakSession session) {
        return new JpaDeviceTrustProvider(session, random);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
