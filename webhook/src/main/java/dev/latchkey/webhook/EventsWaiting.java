package dev.latchkey.webhook;

import org.keycloak.provider.ProviderEvent;

/**
 * Announces on this node, through Keycloak's session factory, that events of a realm are in the outbox and committed.
 *
 * @param realmId the realm
 * @param since   when they were recorded, epoch milliseconds
 */
public record EventsWaiting(String realmId, long since) implements ProviderEvent {
}
