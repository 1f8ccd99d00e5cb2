package dev.latchkey.common.limit;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.common.settings.Limits;
import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A rate a minute of one client's network address, for endpoints that anybody may call. */
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
    public static RateVerdict take(KeycloakSession session, RealmModel realm, Limit limit) {
        List<RateDemand> demands = demands(session, realm, limit);
        RateVerdict recalled = session.getProvider(RateLimiter.class).recall(demands);
        return recalled instanceof RateVerdict.Refused
                ? recalled
                : OwnTransaction.run(session, own -> own.getProvider(RateLimiter.class).take(demands));
    }

    /**
     * Takes nothing, and asks this node's memory alone: for doors where only a failure counts.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param limit   the rate, a minute
     * @return {@link RateVerdict.Refused} while a refusal lasts
     */
    public static RateVerdict recall(KeycloakSession session, RealmModel realm, Limit limit) {
        return session.getProvider(RateLimiter.class).recall(demands(session, realm, limit));
    }

    private static List<RateDemand> demands(KeycloakSession session, RealmModel realm, Limit limit) {
        RateLimit rate = new RateLimit(limit.setting().name(), Limits.of(session).get(realm, limit),
                Duration.ofMinutes(1));
        return List.of(new RateDemand(rate, realm.getId(), ClientAddress.limitKey(session)));
    }
}
