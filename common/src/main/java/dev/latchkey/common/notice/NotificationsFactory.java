package dev.latchkey.common.notification;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Keeps this node's {@link NotificationDispatcher}. */
public final class NotificationsFactory implements PlainFactory<Notifications> {

    private NotificationDispatcher dispatcher;

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        dispatcher = new NotificationDispatcher(factory);
    }

    @Override
    public Notifications create(KeycloakSession session) {
        return new Notifications(session, dispatcher);
    }

    @Override
    public void close() {
        if (dispatcher != null) {
            dispatcher.close();
        }
    }

    @Override
    public String getId() {
        return "default";
    }
}
