package dev.latchkey.secretcode.jpa;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.Lifetime;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.credential.Seal;
import dev.latchkey.credential.StoredSecret;
import dev.latchkey.secretcode.ActiveSecretCode;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCode;
import dev.latchkey.secretcode.SecretCodeIssueResult;
import dev.latchkey.secretcode.SecretCodeLimit;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.SignIn;
import dev.latchkey.signin.account.PasswordMark;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@link SecretCodeProvider} in the tables {@code LATCHKEY_SECRET_CODE} and {@code LATCHKEY_SECRET_CODE_SESSION}. */
final class JpaSecretCodeProvider implements SecretCodeProvider {

    private static final String KIND = "secret-code";

    private final KeycloakSession session;
    private final SecureRandom random;

    JpaSecretCodeProvider(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    @Override
    public SecretCodeIssueResult issue(RealmModel realm, SignIn signIn, SecretCodePolicy policy, boolean first) {
        try {
            return write(realm, signIn, policy, first);
        } catch (RuntimeException e) {
            if (OwnTransaction.isOutrun(e)) {
                return new SecretCodeIssueResult.Outrun();
            }
            throw e;
        }
    }

    private SecretCodeIssueResult write(RealmModel realm, SignIn signIn, SecretCodePolicy policy, boolean first) {
        KeyRing ring = ring(realm);
        long now = Time.currentTimeMillis();
        SecretCodeEntity row = row(ring, signIn, policy, now);
        RotatingSecret secret = stored(row).newest(ring).orElseThrow();
        SecretCodeStore store = new SecretCodeStore(session);
        List<SecretCodeEntity> held = store.lock(row.realmId, row.userId, row.clientId);
        if (first && held.stream().anyMatch(other ->
                other.sessionId.equals(row.sessionId) && other.signedInAt == row.signedInAt)) {
            return new SecretCodeIssueResult.AlreadyIssued();
        }
        List<SecretCodeLimit.Held> codes = held.stream().map(code -> new SecretCodeLimit.Held(code.id, code.slot,
                lifetime(code).over(now))).toList();
        List<SecretCodeIssueResult.Replaced> over = SecretCodeLimit.surplus(codes, policy.maxCodes());
        for (SecretCodeIssueResult.Replaced old : over) {
            if (!store.end(row.realmId, row.userId, old.id(), old.reason(), now)) {
                // in a transaction that reads from a snapshot, a code that another transaction has replaced still
                // appears valid, and the replacement is missing
                return new SecretCodeIssueResult.Outrun();
            }
        }
        row.slot = SecretCodeLimit.freeSlot(codes, over);
        store.take(row);
        store.insert(sessionOf(realm.getId(), row.userId, row.id, row.sessionId, signIn.sessionEndsAt()));
        signIn.logoutKeys().forEach(key ->
                store.insert(sessionOf(realm.getId(), row.userId, row.id, key, row.expiresAt)));
        return new SecretCodeIssueResult.Issued(secret, over);
    }

    private SecretCodeEntity row(KeyRing ring, SignIn signIn, SecretCodePolicy policy, long now) {
        SecretCodeEntity row = new SecretCodeEntity();
        row.id = SecretCodeText.newSelector(random);
        row.realmId = signIn.account().realmId();
        row.userId = signIn.account().userId();
        row.clientId = signIn.clientId();
        row.keyThumbprint = signIn.keyThumbprint();
        row.sessionId = signIn.sessionId();
        row.signedInAt = signIn.signedInAt();
        row.emailHash = signIn.account().emailHash();
        PasswordMark password = signIn.account().passwordMark();
        row.passwordSource = password.source();
        row.passwordHash = password.hash();
        row.generation = 1;
        row.salt = RotatingSecret.newSalt(random);
        row.keyId = ring.signingId();
        row.rotatedAt = now;
        row.ip = signIn.address();
        row.createdAt = now;
        row.lastUsed = now;
        row.expiresAt = policy.lifetimeMillis() == Long.MAX_VALUE ? Long.MAX_VALUE : now + policy.lifetimeMillis();
        row.idleMillis = policy.idleMillis();
        row.checkAt = lifetime(row).end();
        return row;
    }

    @Override
    public Optional<PresentedSecretCode> find(RealmModel realm, RotatingSecret presented) {
        KeyRing ring = ring(realm);
        return RequestTransaction.read(session,
                        () -> new SecretCodeStore(session).find(realm.getId(), presented.selector()))
                .flatMap(row -> stored(row).provenBy(ring, presented)
                        .map(provenBy -> known(ring, row, presented, provenBy)));
    }

    private static PresentedSecretCode known(KeyRing ring, SecretCodeEntity row, RotatingSecret presented,
            String provenBy) {
        GenerationStatus status = GenerationStatus.of(presented.generation(), row.generation, row.rotatedAt,
                Time.currentTimeMillis(), true);
        Renewal renewal = new Renewal(row.generation, presented.generation() + 1, ring.signingId(), provenBy);
        return new PresentedSecretCode(row.id, row.userId, presented, status, renewal,
                RotatingSecret.of(ring, renewal.keyId(), secretRow(row), renewal.to()).orElseThrow(), row.signedInAt,
                new PresentedSecretCode.IssuedTo(row.clientId, row.keyThumbprint), lifetime(row), tie(row));
    }

    private static Lifetime lifetime(SecretCodeEntity row) {
        return new Lifetime(row.lastUsed, row.idleMillis, row.expiresAt);
    }

    private static PresentedSecretCode.Tie tie(SecretCodeEntity row) {
        return new PresentedSecretCode.Tie(row.createdAt, row.emailHash,
                new PasswordMark(row.passwordSource, row.passwordHash));
    }

    @Override
    public Optional<RotatingSecret> redeem(RealmModel realm, PresentedSecretCode code, Use use, boolean rotate) {
        long now = Time.currentTimeMillis();
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> {
            SecretCodeStore store = new SecretCodeStore(own);
            Optional<RotatingSecret> held = rotate
                    ? rotated(store, ring, realm.getId(), code, use.address(), now)
                    : Optional.of(code.presented())
                            .filter(kept -> kept(store, ring, realm.getId(), code, use.address(), now));
            if (held.isPresent()) {
                store.insert(sessionOf(realm.getId(), code.userId(), code.id(), use.sessionId(), use.endsAt()));
            }
            return held;
        });
    }

    private static Optional<RotatingSecret> rotated(SecretCodeStore store, KeyRing ring, String realmId,
            PresentedSecretCode code, String address, long now) {
        Renewal renewal = code.renewal();
        if (renewal.moves() && store.move(realmId, code, renewal, address, now)
                // the previous response was lost, or a parallel request was faster: all get the same successor
                || store.renew(realmId, code, address, now)) {
            return Optional.of(code.next());
        }
        // its key is a third one beside those of the code and of this node: the app gets it as it was made
        return store.find(realmId, code.id())
                .filter(row -> row.generation == renewal.to())
                .flatMap(row -> stored(row).newest(ring))
                .filter(newest -> store.use(realmId, code, newest.generation(), address, now));
    }

    private boolean kept(SecretCodeStore store, KeyRing ring, String realmId, PresentedSecretCode code, String address,
            long now) {
        int presented = code.presented().generation();
        if (code.status() == GenerationStatus.AHEAD) {
            String provenBy = code.renewal().provenBy();
            return store.move(realmId, code, new Renewal(code.renewal().from(), presented, provenBy, provenBy),
                    address, now) || store.use(realmId, code, presented, address, now);
        }
        if (code.status() != GenerationStatus.CURRENT || !store.use(realmId, code, presented, address, now)) {
            // the code rotated until now, or rotates in a parallel request
            return store.use(realmId, code, presented + 1, address, now);
        }
        if (code.renewal().rekeys()) {
            RotatingSecret.Row row =
                    new RotatingSecret.Row(KIND, realmId, code.id(), RotatingSecret.newSalt(random));
            store.seal(row, code, Seal.of(ring, row, code.presented()));
        }
        return true;
    }

    private SecretCodeSessionEntity sessionOf(String realmId, String userId, String codeId, String sessionId,
            long endsAt) {
        SecretCodeSessionEntity row = new SecretCodeSessionEntity();
        row.id = RotatingSecret.newSelector(random);
        row.realmId = realmId;
        row.userId = userId;
        row.codeId = codeId;
        row.sessionId = sessionId;
        row.createdAt = Time.currentTimeMillis();
        row.expiresAt = endsAt;
        return row;
    }

    @Override
    public Optional<RotatingSecret> current(RealmModel realm, String codeId, String clientId) {
        KeyRing ring = ring(realm);
        return new SecretCodeStore(session).find(realm.getId(), codeId)
                .filter(row -> row.clientId.equals(clientId))
                .flatMap(row -> stored(row).newest(ring));
    }

    @Override
    public boolean end(String realmId, String userId, String codeId, EndReason reason) {
        return new SecretCodeStore(session).end(realmId, userId, codeId, reason, Time.currentTimeMillis());
    }

    @Override
    public Map<String, List<String>> sessions(String realmId, Collection<String> codeIds) {
        return new SecretCodeStore(session).sessions(realmId, codeIds).stream().collect(Collectors.groupingBy(
                row -> (String) row[0], Collectors.mapping(row -> (String) row[1], Collectors.toList())));
    }

    @Override
    public void forgetSessions(String realmId, Collection<String> codeIds) {
        new SecretCodeStore(session).forgetSessions(realmId, codeIds);
    }

    @Override
    public IdPage page(String after) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).page(after));
    }

    @Override
    public List<CodeId> unsettled(long since, IdPage page, int max) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).unsettled(since, page, max));
    }

    @Override
    public boolean stands(String realmId, String codeId) {
        return RequestTransaction.read(session, () -> new SecretCodeStore(session).stands(realmId, codeId));
    }

    @Override
    public List<ActiveSecretCode> held(String realmId, String userId) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).held(realmId, userId)).stream()
                .map(row -> new ActiveSecretCode(row.id, row.clientId, lifetime(row), tie(row)))
                .toList();
    }

    @Override
    public List<SecretCode> list(String realmId, String userId) {
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).open(realmId, userId, now)).stream()
                .filter(row -> now - row.lastUsed < row.idleMillis)
                .map(row -> new SecretCode(row.id, row.clientId, row.keyThumbprint != null, row.ip, row.createdAt,
                        row.lastUsed, row.useCount, row.expiresAt))
                .toList();
    }

    @Override
    public List<CodeId> ofSession(String realmId, String sessionId) {
        return ofSessions(realmId, Set.of(sessionId));
    }

    @Override
    public List<CodeId> ofSessions(String realmId, Collection<String> sessionIds) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).ofSessions(realmId, sessionIds));
    }

    @Override
    public List<CodeId> of(String realmId, IssuedIn issued) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).of(realmId, issued));
    }

    @Override
    public List<CodeId> ofClient(String realmId, String clientId, int max) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).ofClient(realmId, clientId, max));
    }

    @Override
    public List<CodeId> ofMissingClients(IdPage page, int max) {
        return OwnTransaction.run(session, own -> new SecretCodeStore(own).ofMissingClients(page, max));
    }

    private KeyRing ring(RealmModel realm) {
        return session.getProvider(MacKeys.class).ring(realm, KIND);
    }

    private static StoredSecret stored(SecretCodeEntity row) {
        return new StoredSecret(secretRow(row), row.generation, row.keyId, row.previousKeyId, row.seal);
    }

    private static RotatingSecret.Row secretRow(SecretCodeEntity row) {
        return new RotatingSecret.Row(KIND, row.realmId, row.id, row.salt);
    }

    @Override
    public void close() {
    }
}
