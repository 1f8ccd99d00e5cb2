package dev.latchkey.device.flow;

import java.util.Locale;

import dev.latchkey.common.console.CredentialHandles;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.EndReason;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Ends trust in a device: row, credential, event, and a mail when somebody had a copy. Once, however many ask. */
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
        new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.REMOVE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, DeviceCredentialProviderFactory.TYPE)
                .detail(DeviceEventDetails.DEVICE_ID, deviceId)
                .detail(DeviceEventDetails.DEVICE_NAME, name)
                .detail(EventDetails.REASON, reason == EndReason.COPY_SEEN
                        ? "authn_token_reuse"
                        : reason.name().toLowerCase(Locale.ROOT))
                .success();
        if (reason == EndReason.COPY_SEEN) {
            new DeviceNotice(session, realm, user).copySeen(name);
        }
        return true;
    }
}
