package dev.latchkey.device.jpa;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.meter.Spans;
import dev.latchkey.common.net.Label;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.Lifetime;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.credential.StoredSecret;
import dev.latchkey.device.DeviceLimit;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.KnownDevice;
import dev.latchkey.device.RecognitionResult;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.TrustedDevice;
import dev.latchkey.signin.account.PasswordMark;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@link DeviceTrustProvider} in the table {@code LATCHKEY_TRUSTED_DEVICE}. */
final class JpaDeviceTrustProvider implements DeviceTrustProvider {

    private static final String KIND = "device";

    private final KeycloakSession session;
    private final SecureRandom random;

    JpaDeviceTrustProvider(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    @Override
    public String newId() {
        return RotatingSecret.newSelector(random);
    }

    @Override
    public RotatingSecret trust(RealmModel realm, String id, DeviceOwner owner, DeviceSignals signals, String name,
            TrustPolicy policy) {
        KeyRing ring = ring(realm);
        long now = Time.currentTimeMillis();
        TrustedDeviceEntity row = new TrustedDeviceEntity();
        row.id = id;
        row.realmId = owner.realmId();
        row.userId = owner.userId();
        row.name = Label.shorten(name);
        row.boundTo = policy.boundTo().id();
        row.fingerprint = signals.fingerprint(policy.boundTo());
        row.emailHash = owner.account().emailHash();
        PasswordMark password = owner.account().passwordMark();
        row.passwordSource = password.source();
        row.passwordHash = password.hash();
        row.generation = 1;
        row.salt = RotatingSecret.newSalt(random);
        row.keyId = ring.signingId();
        row.rotatedAt = now;
        row.ip = signals.address();
        row.createdAt = now;
        row.lastUsed = now;
        row.expiresAt = now + policy.lifetime().toMillis();
        row.idleMillis = policy.idle().toMillis();
        row.checkAt = new Lifetime(now, row.idleMillis, row.expiresAt).end();
        new DeviceStore(session).insert(row);
        Meters.count(Meter.DEVICES_TRUSTED, realm.getName());
        return stored(row).newest(ring).orElseThrow();
    }

    @Override
    public boolean replace(String realmId, String userId, String deviceId) {
        return new DeviceStore(session).end(realmId, userId, deviceId, EndReason.REPLACED,
                Time.currentTimeMillis());
    }

    @Override
    public List<Ended> surplus(String realmId, String userId, int keep) {
        long now = Time.currentTimeMillis();
        return DeviceLimit.surplus(OwnTransaction.run(session, own -> {
            DeviceStore store = new DeviceStore(own);
            Set<String> withoutCredential = store.withoutCredential(realmId, userId);
            return store.notEnded(realmId, userId).stream().map(row -> new DeviceLimit.Held(row.id, row.name,
                    known(row).over(now).or(() -> Optional.of(EndReason.HANDLE_DELETED)
                            .filter(gone -> withoutCredential.contains(row.id))))).toList();
        }), keep);
    }

    @Override
    public RecognitionResult recognise(RealmModel realm, DeviceOwner owner, DeviceSignals signals,
            RotatingSecret presented) {
        return Spans.in(session, DeviceTrustProvider.class, "recognise",
                () -> look(realm, owner, signals, presented));
    }

    private RecognitionResult look(RealmModel realm, DeviceOwner owner, DeviceSignals signals,
            RotatingSecret presented) {
        KeyRing ring = ring(realm);
        return RequestTransaction.read(session,
                        () -> new DeviceStore(session).find(owner.realmId(), owner.userId(), presented.selector()))
                .filter(row -> row.endedAt == null)
                .flatMap(row -> stored(row).provenBy(ring, presented)
                        .map(provenBy -> verify(ring, row, owner, signals, presented.generation(), provenBy)))
                .orElseGet(RecognitionResult.Unknown::new);
    }

    private static RecognitionResult verify(KeyRing ring, TrustedDeviceEntity row, DeviceOwner owner,
            DeviceSignals signals, int presented, String provenBy) {
        long now = Time.currentTimeMillis();
        KnownDevice device = known(row);
        return device.verify(GenerationStatus.of(presented, row.generation, row.rotatedAt, now, false), owner, signals,
                now, () -> {
                    Renewal renewal = new Renewal(row.generation, presented + 1, ring.signingId(), provenBy);
                    return new RecognitionResult.Trusted(row.id, renewal,
                            RotatingSecret.of(ring, renewal.keyId(), secretRow(row), renewal.to()).orElseThrow(),
                            owner.account().passwordMark(device.password()), row.expiresAt);
                });
    }

    private static KnownDevice known(TrustedDeviceEntity row) {
        return new KnownDevice(row.id, row.createdAt, new Lifetime(row.lastUsed, row.idleMillis, row.expiresAt),
                row.emailHash, new PasswordMark(row.passwordSource, row.passwordHash), row.boundTo, row.fingerprint);
    }

    @Override
    public Optional<RotatingSecret> rotate(RealmModel realm, DeviceOwner owner, RecognitionResult.Trusted trusted,
            DeviceSignals signals) {
        long now = Time.currentTimeMillis();
        KeyRing ring = ring(realm);
        Optional<RotatingSecret> held = OwnTransaction.run(session, own -> {
            DeviceStore store = new DeviceStore(own);
            if (trusted.renewal().moves()
                    && store.rotate(owner.realmId(), owner.userId(), trusted, signals.address(), now)) {
                return Optional.of(trusted.next());
            }
            // a parallel tab was faster, or a response was lost: all clients converge on one successor
            return store.find(owner.realmId(), owner.userId(), trusted.deviceId())
                    .filter(row -> row.endedAt == null && row.generation == trusted.next().generation())
                    .flatMap(row -> successor(store, ring, row, trusted));
        });
        held.ifPresent(secret -> Meters.count(Meter.DEVICES_USED, realm.getName()));
        return held;
    }

    /**
     * Ensures that a client whose response was lost before the key was rotated does not stay on the older key. The row
     * names two keys: where the secret that was presented is of a third one, its successor is given as it was made.
     */
    private static Optional<RotatingSecret> successor(DeviceStore store, KeyRing ring, TrustedDeviceEntity row,
            RecognitionResult.Trusted trusted) {
        Renewal renewal = trusted.renewal();
        if (renewal.rekeys() && !Set.of(renewal.keyId(), renewal.provenBy()).contains(row.keyId)) {
            return stored(row).newest(ring);
        }
        if (!row.keyId.equals(renewal.keyId())) {
            store.rekey(row, renewal.keyId());
        }
        return Optional.of(trusted.next());
    }

    @Override
    public Optional<RotatingSecret> newest(RealmModel realm, String userId, String deviceId) {
        KeyRing ring = ring(realm);
        return new DeviceStore(session).find(realm.getId(), userId, deviceId)
                .filter(row -> row.endedAt == null)
                .flatMap(row -> stored(row).newest(ring));
    }

    @Override
    public boolean end(String realmId, String userId, String deviceId, EndReason reason) {
        return OwnTransaction.run(session, own ->
                new DeviceStore(own).end(realmId, userId, deviceId, reason, Time.currentTimeMillis()));
    }

    @Override
    public Set<String> held(String realmId, String userId) {
        return OwnTransaction.run(session, own -> new DeviceStore(own).held(realmId, userId));
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

    private static StoredSecret stored(TrustedDeviceEntity row) {
        return new StoredSecret(secretRow(row), row.generation, row.keyId, row.previousKeyId, null);
    }

    private static RotatingSecret.Row secretRow(TrustedDeviceEntity row) {
        return new RotatingSecret.Row(KIND, row.realmId, row.id, row.salt);
    }

    @Override
    public void close() {
    }
}
