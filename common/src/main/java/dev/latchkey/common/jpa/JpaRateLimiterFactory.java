package dev.latchkey.common.jpa;

import dev.latchkey.common.limit.RateLimiter;
import dev.latchkey.common.limit.RateLimiterFactory;
import dev.latchkey.common.limit.RefusalMemory;
import org.keycloak.Config;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The rate limiter in Keycloak's own database, with this node's memory of refusals. */
public final class JpaRateLimiterFactory implements RateLimiterFactory {

    private final RefusalMemory memory = new RefusalMemory();

    @Override
    public RateLimiter create(KeycloakSession session) {
        return new JpaRateLimiter(session.getProvider(JpaConnectionProvider.class).getEntityManager(), memory,
                Time::currentTimeMillis);
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
