package dev.latchkey.common.jpa;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgeFactory;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** What the factories of all {@link JpaPurge}s share. */
public abstract class JpaPurgeFactory implements PurgeFactory {

    /**
     * @param em of the session's transaction
     * @return the purge
     */
    protected abstract Purge create(EntityManager em);

    @Override
    public final Purge create(KeycloakSession session) {
        return create(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }
}
