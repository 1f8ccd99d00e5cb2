package dev.latchkey.limit.jpa;

import java.time.Duration;

import dev.latchkey.limit.PermitLeases;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateLimiterFactory;
import dev.latchkey.limit.RefusalMemory;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The rate limiter in Keycloak's own database, with this node's memory of refusals and leases. */
public final class JpaRateLimiterFactory implements RateLimiterFactory {

    /** Longer than a database takes that is well, and no burden for a client when it is not. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    private final RefusalMemory memory = new RefusalMemory();
    private final PermitLeases leases = new PermitLeases(LONGEST_WAIT);

    @Override
    public RateLimiter create(KeycloakSession session) {
        return new JpaRateLimiter(session.getProvider(JpaConnectionProvider.class).getEntityManager(), memory, leases,
                Time::currentTimeMillis);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
