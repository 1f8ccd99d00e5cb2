package dev.latchkey.secretcode.jpa;

import java.security.SecureRandom;

import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeProviderFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Secret codes in Keycloak's own database. */
public final class JpaSecretCodeProviderFactory implements SecretCodeProviderFactory {

    private final SecureRandom random = new SecureRandom();

    @Override
    public SecretCodeProvider create(KeycloakSession session) {
        return new JpaSecretCodeProvider(session, random);
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
