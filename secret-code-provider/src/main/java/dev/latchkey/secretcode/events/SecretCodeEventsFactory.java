package dev.latchkey.secretcode.events;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Listens, in every realm without being configured, for what ends secret codes: {@link LoggedOut}. */
public final class SecretCodeEventsFactory
        implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new LoggedOut(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "latchkey-secret-code-events";
    }
}
