package dev.latchkey.notification.jpa;

import dev.latchkey.notification.SignInMemory;
import dev.latchkey.notification.SignInMemoryFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The memory of sign-ins in Keycloak's own database. */
public final class JpaSignInMemoryFactory implements SignInMemoryFactory {

    @Override
    public SignInMemory create(KeycloakSession session) {
        return new JpaSignInMemory(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
