package dev.latchkey.common.jpa;

import dev.latchkey.common.notice.SignInMemory;
import dev.latchkey.common.notice.SignInMemoryFactory;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The memory of sign-ins in Keycloak's own database. */
public final class JpaSignInMemoryFactory implements SignInMemoryFactory {

    @Override
    public SignInMemory create(KeycloakSession session) {
        return new JpaSignInMemory(session.getProvider(JpaConnectionProvider.class).getEntityManager());
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
