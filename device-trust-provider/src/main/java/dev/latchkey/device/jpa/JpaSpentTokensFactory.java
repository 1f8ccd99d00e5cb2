package dev.latchkey.device.jpa;

import dev.latchkey.device.SpentTokens;
import dev.latchkey.device.SpentTokensFactory;
import org.keycloak.models.KeycloakSession;

/** Used refresh tokens in Keycloak's own database. */
public final class JpaSpentTokensFactory implements SpentTokensFactory {

    @Override
    public SpentTokens create(KeycloakSession session) {
        return new JpaSpentTokens(session);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
