package dev.latchkey.common.event;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;

/**
 * An account is disabled, and neither by Keycloak's brute-force detector nor because its directory is down. Published
 * when an administrator has disabled it or changes it later. Not at a sign-in that is refused as disabled, which proves
 * nothing.
 *
 * @param session the request's session
 * @param realmId the realm
 * @param userId  the user
 */
public record AccountDisabled(KeycloakSession session, String realmId, String userId) implements ProviderEvent {
}
