package dev.latchkey.common.notification;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;

/**
 * The one way to tell people by mail what happens to their account. A notice is written when its request is over: it
 * costs the request nothing, and nobody waits for it. The realm may have switched its kind off
 * ({@link NotificationKind#OFF}), and each kind is limited.
 */
public final class Notifications implements Provider {

    private final KeycloakSession session;
    private final NotificationDispatcher dispatcher;

    Notifications(KeycloakSession session, NotificationDispatcher dispatcher) {
        this.session = session;
        this.dispatcher = dispatcher;
    }

    /**
     * @param session the request's session
     * @return the notices of this request
     */
    public static Notifications of(KeycloakSession session) {
        return session.getProvider(Notifications.class);
    }

    /**
     * Tells the owner of an account what this request has done to it, once the request has committed; what no rollback
     * undoes is told in any case.
     *
     * @param realm  the realm
     * @param user   the account
     * @param notification what to tell
     */
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
        // the desk belongs to the server, not to the session that asked for it
    }
}
