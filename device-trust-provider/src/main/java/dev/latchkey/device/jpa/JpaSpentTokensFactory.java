package dev.latchkey.device.jpa;

import dev.latchkey.device.SpentTokens;
import dev.latchkey.device.SpentTokensFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Used refresh tokens in Keycloak's own database. */
public final class JpaSpentTokensFactory implements SpentTokensFactory {

    @Override
    public SpentTokens create(KeycloakSession session) {
        return new JpaSpentTokens(session);
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
