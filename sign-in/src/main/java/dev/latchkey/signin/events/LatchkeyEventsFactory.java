package dev.latchkey.signin.events;

import dev.latchkey.common.purge.PurgeSchedule;
import dev.latchkey.common.spi.PlainFactory;
import dev.latchkey.signin.EndedSignIns;
import dev.latchkey.signin.logout.EverySessionEnded;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderEvent;

/**
 * Ties Latchkey to what happens in Keycloak: has the purge run and rows deleted with their user or realm, and listens,
 * in every realm without being configured, for sign-ins and for an admin who clears login failures.
 */
public final class LatchkeyEventsFactory implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new LatchkeyEvents(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        PurgeSchedule.register(factory);
        factory.register(LatchkeyEventsFactory::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof EverySessionEnded ended) {
            EndedSignIns.end(ended.session(), ended.realmId(), ended.userId());
        }
    }

    @Override
    public String getId() {
        return "latchkey-events";
    }
}
