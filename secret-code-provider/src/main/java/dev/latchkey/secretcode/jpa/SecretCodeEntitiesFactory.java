package dev.latchkey.secretcode.jpa;

import java.util.List;

import dev.latchkey.common.jpa.LatchkeyEntitiesFactory;

/** The tables of secret codes. */
public final class SecretCodeEntitiesFactory extends LatchkeyEntitiesFactory {

    // Keycloak names the changelog table after the first ten letters: LATCHKEY_S
    @Override
    public String getId() {
        return "latchkey-secret-code";
    }

    @Override
    protected List<Class<?>> entities() {
        return List.of(SecretCodeEntity.class, SecretCodeSessionEntity.class);
    }
}
