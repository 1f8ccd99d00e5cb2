package dev.latchkey.limit.jpa;

import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.AccountGuardFactory;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The account guard in Keycloak's own database. */
public final class JpaAccountGuardFactory implements AccountGuardFactory {

    @Override
    public AccountGuard create(KeycloakSession session) {
        return new JpaAccountGuard(session.getProvider(JpaConnectionProvider.class).getEntityManager(),
                Time::currentTimeMillis);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
