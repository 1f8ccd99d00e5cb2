package dev.latchkey.device.flow;

import dev.latchkey.common.console.StoredHandles;
import dev.latchkey.common.notice.Notice;
import dev.latchkey.common.notice.NoticeKind;
import dev.latchkey.common.notice.Notices;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.EndReason;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ends trust in a device: row, credential, event, and a notice when somebody had a copy. Once, however many ask, and
 * whatever becomes of the request.
 */
public final class DeviceEnd {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    the owner
     */
    public DeviceEnd(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * @param deviceId the device
     * @param reason   why
     * @return whether it was trusted until now
     */
    public boolean end(String deviceId, EndReason reason) {
        String name = DeviceCredentialProviderFactory.handles(user).name(deviceId).orElse("");
        if (!end(session, realm, user.getId(), deviceId, name, reason)) {
            return false;
        }
        if (reason == EndReason.COPY_SEEN) {
            Notices.of(session).tell(realm, user, Notice.of(NoticeKind.DEVICE_COPIED, name));
        }
        return true;
    }

    /** Ends trust in the device of an owner whom perhaps nobody finds any more. */
    static boolean end(KeycloakSession session, RealmModel realm, String userId, String deviceId, String name,
            EndReason reason) {
        if (!session.getProvider(DeviceTrustProvider.class).end(realm.getId(), userId, deviceId, reason)) {
            return false;
        }
        DeviceEvents.ended(session, realm, userId, deviceId, name, reason);
        // afterwards, since the request may hold other credentials of the user, which Keycloak then renumbers
        Committed.orNot(session, () -> StoredHandles.removeEnded(session.getKeycloakSessionFactory(), realm.getId(),
                userId, deviceId));
        return true;
    }
}
