package dev.latchkey.otp.lifecycle;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Creates {@link PendingAccounts} listeners. They are active in every realm without configuration. */
public final class PendingAccountsFactory
        implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new PendingAccounts(session);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(LateLinks::refuse);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "latchkey-pending-accounts";
    }
}
