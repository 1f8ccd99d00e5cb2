package dev.latchkey.notification.delivery;

import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.notification.NotificationsFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Keeps this node's {@link NotificationDispatcher}. */
public final class NodeNotificationsFactory implements NotificationsFactory {

    private NotificationDispatcher dispatcher;

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        dispatcher = new NotificationDispatcher(factory);
    }

    @Override
    public Notifications create(KeycloakSession session) {
        return new NodeNotifications(session, dispatcher);
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
