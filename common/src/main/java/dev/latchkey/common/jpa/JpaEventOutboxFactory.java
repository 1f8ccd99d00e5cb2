package dev.latchkey.common.jpa;

import java.security.SecureRandom;

import dev.latchkey.common.outbox.EventIds;
import dev.latchkey.common.outbox.EventOutbox;
import dev.latchkey.common.outbox.EventOutboxFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The outbox in Keycloak's own database. */
public final class JpaEventOutboxFactory implements EventOutboxFactory {

    private final EventIds ids = new EventIds(new SecureRandom());

    @Override
    public EventOutbox create(KeycloakSession session) {
        return new JpaEventOutbox(session.getProvider(JpaConnectionProvider.class).getEntityManager(), ids);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
