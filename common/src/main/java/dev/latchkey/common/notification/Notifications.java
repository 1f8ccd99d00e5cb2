package dev.latchkey.common.notification;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;

/**
 * The one way to notify users by mail of what happens to their account. A notification is written when its request is
 * over, and takes none of the request's time unless its kind is settled and this node's queue is full. The realm may
 * have switched its kind off ({@link NotificationKind#OFF}), and each kind is limited.
 */
public interface Notifications extends Provider {

    /**
     * @param session the request's session
     * @return the notifications of this request
     */
    static Notifications of(KeycloakSession session) {
        return session.getProvider(Notifications.class);
    }

    /**
     * Notifies the owner of an account of what this request has done to it, once the request has committed. A kind that
     * is final ({@link NotificationKind#settled}) is sent even if the request rolls back.
     *
     * @param realm        the realm
     * @param user         the account
     * @param notification what to send
     */
    void send(RealmModel realm, UserModel user, Notification notification);
}
