package dev.latchkey.common.notification;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;

/**
 * The one way to tell users by mail what happens to their account. A notification is written when its request is over,
 * and costs the request nothing. The realm may have switched its kind off ({@link NotificationKind#OFF}), and each kind
 * is limited.
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
     * Tells the owner of an account what this request has done to it, once the request has committed; what no rollback
     * undoes is told in any case.
     *
     * @param realm        the realm
     * @param user         the account
     * @param notification what to tell
     */
    void send(RealmModel realm, UserModel user, Notification notification);
}
