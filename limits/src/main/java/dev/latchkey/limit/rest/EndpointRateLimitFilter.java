package dev.latchkey.limit.rest;

import java.time.Duration;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateResult;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Sheds floods at Keycloak's own sign-in and token endpoints, by the client's address (ASVS 2.4.1, 6.3.1). Off unless
 * {@link Limit#ENDPOINT_IP_FIVE_MINUTES} is set. Resources of pages, consoles and their REST are other endpoints.
 */
@Provider
@Priority(Priorities.USER - EndpointRateLimitFilter.BEFORE_A_TURN_IS_TAKEN)
public class EndpointRateLimitFilter implements ContainerRequestFilter {

    /** Before {@code SignInLeaseFilter} of {@code sign-in}: a request that is refused takes no lease. */
    static final int BEFORE_A_TURN_IS_TAKEN = 2;

    private static final Logger LOG = Logger.getLogger(EndpointRateLimitFilter.class);

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        RateLimitedEndpoint endpoint = RateLimitedEndpoint.of(resource.getResourceClass());
        if (endpoint == null || session == null || request.getMethod().equals(HttpMethod.OPTIONS)) {
            return;
        }
        RealmModel realm = session.getContext().getRealm();
        int count = realm == null ? 0 : Limits.of(session).get(realm, Limit.ENDPOINT_IP_FIVE_MINUTES);
        if (count > 0) {
            ask(session, realm, endpoint, count).refusal()
                    .ifPresent(refused -> request.abortWith(endpoint.refuse(session, refused.retryAfterSeconds())));
        }
    }

    private static RateLimit rate(KeycloakSession session, RealmModel realm, int count) {
        return new RateLimit(Limit.ENDPOINT_IP_FIVE_MINUTES.setting().name(), count, Duration.ofMinutes(5),
                Duration.ofSeconds(Limits.of(session).get(realm, Limit.ENDPOINT_IP_BLOCK_SECONDS)));
    }

    private static RateResult ask(KeycloakSession session, RealmModel realm, RateLimitedEndpoint endpoint,
            int count) {
        try {
            RateDemand demand = new RateDemand(rate(session, realm, count), realm.getId(),
                    endpoint.key(session));
            return ClientRate.recall(session, demand).fold(
                    admitted -> take(session, realm, demand),
                    // what this node remembers leaves no event: a flood must not become one of events
                    refused -> refused);
        } catch (RuntimeException e) {
            // these endpoints are Keycloak's: whether they work without the database is Keycloak's decision
            LOG.warnf("Requests of realm %s are not limited: %s", realm.getName(), e.getMessage());
            return new RateResult.Admitted();
        }
    }

    private static RateResult take(KeycloakSession session, RealmModel realm, RateDemand demand) {
        RateResult result = ClientRate.takeInAdvance(session, demand);
        // of the requests that were under way, the one that was refused first alone
        result.refusal().filter(refused -> !refused.remembered()).ifPresent(refused -> Audit
                .of(AuditStep.ADDRESS_BLOCKED)
                .reason(AuditReason.EXCESS_RATE_LIMIT_EXCEEDED)
                .on(new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.LOGIN))
                .error(Errors.ACCESS_DENIED));
        return result;
    }
}
