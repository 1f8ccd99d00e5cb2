package dev.latchkey.secretcode.events;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Listens, in every realm without being configured, for what ends secret codes: {@link LoggedOut} and
 * {@link UnreportedEnds}.
 */
public final class SecretCodeEventsFactory
        implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new LoggedOut(session);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(UnreportedEnds::on);
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
