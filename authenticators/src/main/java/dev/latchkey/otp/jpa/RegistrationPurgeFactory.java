package dev.latchkey.otp.jpa;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Creates {@link RegistrationPurge}s. */
public final class RegistrationPurgeFactory implements PurgeFactory {

    @Override
    public Purge create(KeycloakSession session) {
        return new RegistrationPurge(session, session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    @Override
    public String getId() {
        return "latchkey-sign-up";
    }
}
