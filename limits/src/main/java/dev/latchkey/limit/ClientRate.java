package dev.latchkey.limit;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A rate of one client, for endpoints that need no authentication. */
public final class ClientRate {

    private ClientRate() {
    }

    /**
     * Takes one unit; a refusal is answered from this node's memory until it is over.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param limit   the rate, a minute
     * @return whether there was one left
     */
    public static RateResult take(KeycloakSession session, RealmModel realm, Limit limit) {
        return take(session, demand(session, realm, limit));
    }

    private static RateResult take(KeycloakSession session, RateDemand demand) {
        return recall(session, demand).fold(
                admitted -> OwnTransaction.run(session,
                        own -> own.getProvider(RateLimiter.class).take(List.of(demand))),
                refused -> refused);
    }

    /**
     * Takes one unit, of a large rate from what this node has taken in advance: for endpoints that go on without the
     * database. A refusal is answered from this node's memory until it is over.
     *
     * @param session the request's session
     * @param demand  what is asked for
     * @return whether there was one left
     */
    public static RateResult takeInAdvance(KeycloakSession session, RateDemand demand) {
        if (!PermitLease.isLarge(demand.limit())) {
            return take(session, demand);
        }
        PermitLeases leases = session.getProvider(RateLimiter.class).leases();
        if (leases.spend(demand, Time.currentTimeMillis())) {
            return new RateResult.Admitted();
        }
        return recall(session, demand).fold(admitted -> {
            // before it waits for another request of this node: that one needs a connection
            RequestTransaction.releaseConnection(session);
            return leases.take(demand, Time::currentTimeMillis, () -> recall(session, demand),
                    work -> OwnTransaction.run(session, own -> work.apply(own.getProvider(RateLimiter.class))));
        }, refused -> refused);
    }

    /**
     * Takes nothing, and asks this node's memory alone: for endpoints where only a failure counts.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param limit   the rate, a minute
     * @return {@link RateResult.Refused} while a refusal lasts
     */
    public static RateResult recall(KeycloakSession session, RealmModel realm, Limit limit) {
        return recall(session, demand(session, realm, limit));
    }

    /**
     * Takes nothing, and asks this node's memory alone.
     *
     * @param session the request's session
     * @param demand  what is about to be asked for
     * @return {@link RateResult.Refused} while a refusal lasts
     */
    public static RateResult recall(KeycloakSession session, RateDemand demand) {
        return session.getProvider(RateLimiter.class).recall(List.of(demand));
    }

    private static RateDemand demand(KeycloakSession session, RealmModel realm, Limit limit) {
        RateLimit rate = new RateLimit(limit.setting().name(), Limits.of(session).get(realm, limit),
                Duration.ofMinutes(1));
        return new RateDemand(rate, realm.getId(), ClientAddress.limitKey(session));
    }
}
