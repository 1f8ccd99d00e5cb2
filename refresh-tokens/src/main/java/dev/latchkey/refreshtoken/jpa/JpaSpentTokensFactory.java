package dev.latchkey.refreshtoken.jpa;

import dev.latchkey.refreshtoken.SpentTokens;
import dev.latchkey.refreshtoken.SpentTokensFactory;
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
