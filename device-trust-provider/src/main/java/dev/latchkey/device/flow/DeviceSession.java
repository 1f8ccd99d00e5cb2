package dev.latchkey.device.flow;

import java.util.Optional;

import dev.latchkey.common.console.CredentialHandles;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.common.notice.Notice;
import dev.latchkey.common.notice.NoticeKind;
import dev.latchkey.common.notice.Notices;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.EndReason;
import dev.latchkey.device.Recognition;
import dev.latchkey.device.TrustPolicy;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The device that a person has just signed in from: trusts it, or moves it on, and hands it its secret. */
final class DeviceSession {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final TrustPolicy policy;
    private final DeviceTrustProvider provider;
    private final DeviceHolder holder;

    DeviceSession(KeycloakSession session, RealmModel realm, UserModel user, TrustPolicy policy) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.policy = policy;
        this.provider = session.getProvider(DeviceTrustProvider.class);
        this.holder = DeviceHolder.of(session, realm, user);
    }

    void trust() {
        DeviceEnd ends = new DeviceEnd(session, realm, user);
        // a holder keeps one secret, so what it held before could only be a leftover
        holder.read().filter(held -> recognise(held) instanceof Recognition.Trusted)
                .ifPresent(held -> ends.end(held.selector(), EndReason.REPLACED));

        CredentialHandles handles = DeviceCredentialProviderFactory.handles(user);
        String name = handles.distinct(ClientDevice.name(session).orElse(holder.nameless()));
        RotatingSecret secret = provider.trust(realm, owner(), holder.signals(), name, policy);
        handles.create(secret.selector(), name);
        provider.endOldest(realm.getId(), user.getId(), policy.maxDevices()).forEach(id -> {
            String ended = handles.name(id).orElse("");
            handles.remove(id);
            DeviceEvents.ended(session, realm, user, id, ended, EndReason.TOO_MANY);
        });
        holder.write(secret, policy.lifetime().toSeconds());

        DeviceEvents.trusted(session, realm, user, secret.selector(), name);
        Notices.of(session).tell(realm, user, Notice.of(NoticeKind.DEVICE_TRUSTED, name));
    }

    Optional<Recognition.Trusted> recognise() {
        return holder.read().map(this::recognise).filter(Recognition.Trusted.class::isInstance)
                .map(Recognition.Trusted.class::cast);
    }

    private Recognition recognise(RotatingSecret held) {
        return provider.recognise(realm, owner(), holder.signals(), held);
    }

    void rotate(Recognition.Trusted trusted) {
        DeviceSignals signals = holder.signals();
        provider.rotate(realm, owner(), trusted, signals).ifPresent(secret -> {
            holder.write(secret, (trusted.expiresAt() - Time.currentTimeMillis()) / 1000);
            if (trusted.renewal().catchesUp()) {
                DeviceEvents.caughtUp(session, realm, user, trusted.deviceId());
            }
        });
    }

    private DeviceOwner owner() {
        return DeviceOwners.of(realm, user, policy);
    }
}
