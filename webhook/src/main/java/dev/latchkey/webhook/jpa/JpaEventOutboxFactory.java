package dev.latchkey.webhook.jpa;

import java.security.SecureRandom;

import dev.latchkey.webhook.EventIds;
import dev.latchkey.webhook.EventOutbox;
import dev.latchkey.webhook.EventOutboxFactory;
import dev.latchkey.webhook.EventsWaiting;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The outbox in Keycloak's own database. */
public final class JpaEventOutboxFactory implements EventOutboxFactory {

    private final EventIds ids = new EventIds(new SecureRandom());

    @Override
    public EventOutbox create(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        return new JpaEventOutbox(session.getProvider(JpaConnectionProvider.class).getEntityManager(), ids,
                waiting -> session.getTransactionManager().enlistAfterCompletion(new Announcement(factory, waiting)));
    }

    @Override
    public String getId() {
        return "jpa";
    }

    private static final class Announcement extends AbstractKeycloakTransaction {

        private final KeycloakSessionFactory factory;
        private final EventsWaiting waiting;

        Announcement(KeycloakSessionFactory factory, EventsWaiting waiting) {
            this.factory = factory;
            this.waiting = waiting;
        }

        @Override
        protected void commitImpl() {
            factory.publish(waiting);
        }

        @Override
        protected void rollbackImpl() {
            // nothing waits then
        }
    }
}
