package dev.latchkey.signin.logout;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/**
 * A user has signed all devices out in the account console, whether or not Keycloak has found another session to log
 * out. Published before the request's transaction is committed.
 *
 * @param session the request's session
 * @param realmId the realm
 * @param userId  the user
 */
public record EverySessionEnded(KeycloakSession session, String realmId, String userId) implements ProviderEvent {
}
