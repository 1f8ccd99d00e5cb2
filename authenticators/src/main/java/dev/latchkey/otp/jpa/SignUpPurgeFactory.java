package dev.latchkey.otp.jpa;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Makes {@link SignUpPurge}s. */
public final class SignUpPurgeFactory implements PurgeFactory {

    @Override
    public Purge create(KeycloakSession session) {
        return new SignUpPurge(session, session.getProvider(JpaConnectionProvider.class).getEntityManager());
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
        return "latchkey-sign-up";
    }
}
