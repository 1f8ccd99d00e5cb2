package dev.latchkey.common.outbox;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link EventOutbox}es. */
public interface EventOutboxFactory extends ProviderFactory<EventOutbox> {
}
