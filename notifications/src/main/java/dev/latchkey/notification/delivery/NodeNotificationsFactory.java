package dev.latchkey.notification.delivery;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.notification.NotificationsFactory;
import dev.latchkey.common.spi.ShutdownOrder;
import dev.latchkey.mail.MailQueue;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;

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
    public Set<Class<? extends Provider>> dependsOn() {
        // closed before these, so that the last notifications are queued, and the queue sends them
        return Stream.concat(ShutdownOrder.BEFORE_DATA.stream(), Stream.of(MailQueue.class))
                .collect(Collectors.toUnmodifiableSet());
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
