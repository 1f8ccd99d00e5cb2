package dev.latchkey.risk.delivery;

import java.util.Set;

import dev.latchkey.common.spi.PlainFactory;
import dev.latchkey.common.spi.ShutdownOrder;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;

/** Registers {@link SignInListener} as a listener of every realm, and keeps this node's thread. */
public final class SignInListenerFactory implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    private SignInMemorizer memorizer;

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        memorizer = new SignInMemorizer(factory);
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new SignInListener(session, memorizer);
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return ShutdownOrder.BEFORE_DATA;
    }

    @Override
    public void close() {
        if (memorizer != null) {
            memorizer.close();
        }
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "latchkey-risk";
    }
}
