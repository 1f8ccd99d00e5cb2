package dev.latchkey.device.flow;

import dev.latchkey.common.console.CredentialHandles;
import dev.latchkey.common.notice.Notice;
import dev.latchkey.common.notice.NoticeKind;
import dev.latchkey.common.notice.Notices;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.EndReason;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Ends trust in a device: row, credential, event, and a notice when somebody had a copy. Once, however many ask. */
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
        CredentialHandles handles = DeviceCredentialProviderFactory.handles(user);
        String name = handles.name(deviceId).orElse("");
        if (!session.getProvider(DeviceTrustProvider.class).end(realm.getId(), user.getId(), deviceId, reason)) {
            return false;
        }
        handles.remove(deviceId);
        DeviceEvents.ended(session, realm, user, deviceId, name, reason);
        if (reason == EndReason.COPY_SEEN) {
            Notices.of(session).tell(realm, user, Notice.of(NoticeKind.DEVICE_COPIED, name));
        }
        return true;
    }
}
