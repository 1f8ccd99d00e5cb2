package dev.latchkey.device.events;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Registers {@link TrustPolicyCheck} as a listener of every realm, without configuration, and has
 * {@link ChangedOwners} learn of changes of accounts.
 */
public final class TrustPolicyCheckFactory
        implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new TrustPolicyCheck(session);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(ChangedOwners::on);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "latchkey-trust-policy";
    }
}
