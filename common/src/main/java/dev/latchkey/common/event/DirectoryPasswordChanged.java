package dev.latchkey.common.event;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/**
 * Keycloak has changed the password of an account of a directory, as its user or an administrator has asked. Where the
 * directory stores it, nothing of the account tells so afterwards. Published once in a request, before the request
 * completes.
 *
 * @param session the request's session
 * @param realmId the realm
 * @param userId  the user
 */
public record DirectoryPasswordChanged(KeycloakSession session, String realmId, String userId)
        implements ProviderEvent {
}
