package dev.latchkey.notification.delivery;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.notification.Occurrence;
import dev.latchkey.notification.RecentFailures;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The notifications of one request, which this node's {@link NotificationDispatcher} writes. */
final class NodeNotifications implements Notifications {

    private final KeycloakSession session;
    private final NotificationDispatcher dispatcher;

    NodeNotifications(KeycloakSession session, NotificationDispatcher dispatcher) {
        this.session = session;
        this.dispatcher = dispatcher;
    }

    @Override
    public void send(RealmModel realm, UserModel user, Notification notification) {
        send(notification, new Occurrence(realm.getId(), user.getId(), ClientAddress.text(session),
                ClientDevice.name(session).orElse(""), "", session.getContext().resolveLocale(user),
                Time.currentTimeMillis()));
    }

    void send(Notification notification, Occurrence occurrence) {
        dispatcher.send(session, notification, occurrence);
    }

    RecentFailures recentFailures() {
        return dispatcher.recentFailures();
    }

    void failed(Occurrence occurrence) {
        dispatcher.failed(session, occurrence);
    }

    void signedIn(Occurrence occurrence) {
        dispatcher.signedIn(session, occurrence);
    }

    @Override
    public void close() {
        // the dispatcher belongs to the server, not to the session that asked for it
    }
}
