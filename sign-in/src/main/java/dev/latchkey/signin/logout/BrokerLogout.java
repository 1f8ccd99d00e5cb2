package dev.latchkey.signin.logout;

import java.util.Collection;
import java.util.Set;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/**
 * A logout by an identity provider that Keycloak has accepted, whether or not it has found a session. Published before
 * the request's transaction is committed. The ids are as Keycloak stores them with a session that was opened by a
 * sign-in at the provider: the provider's alias, a dot, and the provider's own id.
 *
 * @param session    the request's session
 * @param realmId    the realm
 * @param sessionIds the provider's sessions that are over
 * @param userIds    users of the provider all of whose sessions are over
 */
public record BrokerLogout(KeycloakSession session, String realmId, Set<String> sessionIds, Set<String> userIds)
        implements ProviderEvent {

    /** Makes immutable copies of the ids. */
    public BrokerLogout {
        sessionIds = Set.copyOf(sessionIds);
        userIds = Set.copyOf(userIds);
    }

    /** A logout that names one user, or some of the user's sessions and then those alone. */
    static BrokerLogout of(KeycloakSession session, Collection<String> sessionIds, Collection<String> userIds) {
        return new BrokerLogout(session, session.getContext().getRealm().getId(), Set.copyOf(sessionIds),
                sessionIds.isEmpty() ? Set.copyOf(userIds) : Set.of());
    }
}
