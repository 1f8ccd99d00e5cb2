package dev.latchkey.otp.lifecycle;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Creates {@link ChangedAddress} listeners. They are active in every realm without configuration. */
public final class ChangedAddressFactory implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new ChangedAddress(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public String getId() {
        return "latchkey-changed-address";
    }
}
