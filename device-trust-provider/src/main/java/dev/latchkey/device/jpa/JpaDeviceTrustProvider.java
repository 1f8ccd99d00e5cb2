package dev.latchkey.device.jpa;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.account.AccountSnapshot;
import dev.latchkey.common.console.Label;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacCheck;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.meter.Spans;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.rotating.Standing;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.device.BoundTo;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.EndReason;
import dev.latchkey.device.Recognition;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.TrustedDevice;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@link DeviceTrustProvider} in the table {@code LATCHKEY_TRUSTED_DEVICE}. */
final class JpaDeviceTrustProvider implements DeviceTrustProvider {

    private static final Logger LOG = Logger.getLogger(JpaDeviceTrustProvider.class);
    private static final String KIND = "device";

    private final KeycloakSession session;
    private final SecureRandom random;

    JpaDeviceTrustProvider(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    @Override
    public RotatingSecret trust(RealmModel realm, DeviceOwner owner, DeviceSignals signals, String name,
            TrustPolicy policy) {
        KeyRing ring = ring(realm);
        long now = Time.currentTimeMillis();
        TrustedDeviceEntity row = new TrustedDeviceEntity();
        row.id = RotatingSecret.newSelector(random);
        row.realmId = owner.realmId();
        row.userId = owner.userId();
        row.name = Label.shorten(name);
        row.boundTo = policy.boundTo().id();
        row.fingerprint = signals.fingerprint(policy.boundTo());
        row.emailHash = owner.account().emailHash();
        row.passwordHash = owner.account().passwordHash();
        row.generation = 1;
        row.salt = RotatingSecret.newSalt(random);
        row.keyId = ring.signingId();
        row.rotatedAt = now;
        row.ip = signals.address();
        row.createdAt = now;
        row.lastUsed = now;
        row.expiresAt = now + policy.lifetime().toMillis();
        row.idleMillis = policy.idle().toMillis();
        OwnTransaction.run(session, own -> {
            new DeviceStore(own).insert(row);
            return null;
        });
        Meters.count(Meter.DEVICES_TRUSTED, realm.getName());
        return secret(ring, row, row.generation);
    }

    @Override
    public Recognition recognise(RealmModel realm, DeviceOwner owner, DeviceSignals signals, RotatingSecret presented) {
        return Spans.in(session, DeviceTrustProvider.class, "recognise",
                () -> look(realm, owner, signals, presented));
    }

    private Recognition look(RealmModel realm, DeviceOwner owner, DeviceSignals signals, RotatingSecret presented) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session,
                        own -> new DeviceStore(own).find(owner.realmId(), owner.userId(), presented.selector()))
                .filter(row -> genuine(ring, row, presented) && row.endedAt == null)
                .map(row -> judge(ring, row, owner, signals, presented.generation()))
                .orElseGet(Recognition.Unknown::new);
    }

    private static boolean genuine(KeyRing ring, TrustedDeviceEntity row, RotatingSecret presented) {
        MacCheck check = presented.check(ring, row.keyId, secretRow(row));
        if (check == MacCheck.UNKNOWN_KEY) {
            LOG.errorf("Key %s of a trusted device is not known on this node: do all nodes have the same "
                    + "spi-latchkey-keys--default--pepper, and does the realm still hold the key?", row.keyId);
        }
        return check == MacCheck.MATCH;
    }

    private static Recognition judge(KeyRing ring, TrustedDeviceEntity row, DeviceOwner owner, DeviceSignals signals,
            int presented) {
        long now = Time.currentTimeMillis();
        Standing standing = Standing.of(presented, row.generation, row.rotatedAt, now, false);
        if (standing == Standing.COPY) {
            return new Recognition.Copied(row.id);
        }
        Optional<EndReason> end = end(row, owner, now);
        if (end.isPresent()) {
            return new Recognition.Ended(row.id, end.get());
        }
        boolean looksTheSame = BoundTo.of(row.boundTo).map(signals::fingerprint).filter(row.fingerprint::equals)
                .isPresent();
        return standing == Standing.STALE || !looksTheSame
                ? new Recognition.Unknown()
                : new Recognition.Trusted(row.id, presented, secret(ring, row, presented + 1), row.expiresAt);
    }

    private static Optional<EndReason> end(TrustedDeviceEntity row, DeviceOwner owner, long now) {
        if (now >= row.expiresAt) {
            return Optional.of(EndReason.EXPIRED);
        }
        if (now - row.lastUsed >= row.idleMillis) {
            return Optional.of(EndReason.IDLE);
        }
        Optional<EndReason> changed = owner.account().changed(row.createdAt, row.emailHash, row.passwordHash)
                .map(change -> change == AccountSnapshot.Change.PASSWORD
                        ? EndReason.PASSWORD_CHANGED
                        : EndReason.EMAIL_CHANGED);
        if (changed.isPresent()) {
            return changed;
        }
        return owner.handles().contains(row.id) ? Optional.empty() : Optional.of(EndReason.HANDLE_DELETED);
    }

    @Override
    public Optional<RotatingSecret> rotate(RealmModel realm, DeviceOwner owner, Recognition.Trusted trusted,
            DeviceSignals signals) {
        long now = Time.currentTimeMillis();
        boolean standing = OwnTransaction.run(session, own -> {
            DeviceStore store = new DeviceStore(own);
            return store.rotate(owner.realmId(), owner.userId(), trusted.deviceId(), trusted.generation(),
                            signals.address(), now)
                    // a parallel tab was quicker: every holder converges on the same successor
                    || store.find(owner.realmId(), owner.userId(), trusted.deviceId())
                            .filter(row -> row.endedAt == null && row.generation == trusted.next().generation())
                            .isPresent();
        });
        if (standing) {
            Meters.count(Meter.DEVICES_USED, realm.getName());
        }
        return standing ? Optional.of(trusted.next()) : Optional.empty();
    }

    @Override
    public Optional<RotatingSecret> newest(RealmModel realm, String userId, String deviceId) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> new DeviceStore(own).find(realm.getId(), userId, deviceId))
                .filter(row -> row.endedAt == null)
                .flatMap(row -> RotatingSecret.of(ring, row.keyId, secretRow(row), row.generation));
    }

    @Override
    public boolean end(String realmId, String userId, String deviceId, EndReason reason) {
        return OwnTransaction.run(session, own ->
                new DeviceStore(own).end(realmId, userId, deviceId, reason, Time.currentTimeMillis()));
    }

    @Override
    public List<String> endAll(String realmId, String userId, EndReason reason) {
        return endOldest(realmId, userId, 0, reason);
    }

    @Override
    public List<String> endOldest(String realmId, String userId, int keep) {
        return endOldest(realmId, userId, keep, EndReason.TOO_MANY);
    }

    private List<String> endOldest(String realmId, String userId, int keep, EndReason reason) {
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session, own -> {
            DeviceStore store = new DeviceStore(own);
            return store.open(realmId, userId, now).stream().skip(keep).map(row -> row.id)
                    .filter(id -> store.end(realmId, userId, id, reason, now)).toList();
        });
    }

    @Override
    public Optional<String> ownerOf(String realmId, String deviceId) {
        return OwnTransaction.run(session, own -> new DeviceStore(own).owner(realmId, deviceId));
    }

    @Override
    public List<TrustedDevice> list(String realmId, String userId) {
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session, own -> new DeviceStore(own).open(realmId, userId, now)).stream()
                .filter(row -> now - row.lastUsed < row.idleMillis)
                .map(row -> new TrustedDevice(row.id, row.userId, row.name, row.ip, row.createdAt, row.lastUsed,
                        row.expiresAt))
                .toList();
    }

    private KeyRing ring(RealmModel realm) {
        return session.getProvider(MacKeys.class).ring(realm, KIND);
    }

    private static RotatingSecret secret(KeyRing ring, TrustedDeviceEntity row, int generation) {
        return RotatingSecret.of(ring, row.keyId, secretRow(row), generation).orElseThrow();
    }

    private static RotatingSecret.Row secretRow(TrustedDeviceEntity row) {
        return new RotatingSecret.Row(KIND, row.realmId, row.id, row.salt);
    }

    @Override
    public void close() {
    }
}
