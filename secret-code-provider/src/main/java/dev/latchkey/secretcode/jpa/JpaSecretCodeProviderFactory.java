package dev.latchkey.secretcode.jpa;

import java.security.SecureRandom;

import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Creates the provider that stores secret codes in Keycloak's database. */
public final class JpaSecretCodeProviderFactory implements SecretCodeProviderFactory {

    private final SecureRandom random = new SecureRandom();

    @Override
    public SecretCodeProvider create(KeycloakSession session) {
        return new JpaSecretCodeProvider(session, random);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
