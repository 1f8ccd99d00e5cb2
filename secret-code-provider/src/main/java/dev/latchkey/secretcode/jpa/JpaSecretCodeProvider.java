package dev.latchkey.secretcode.jpa;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacCheck;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.rotating.Standing;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.secretcode.CodePolicy;
import dev.latchkey.secretcode.CodeText;
import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.HeldCode;
import dev.latchkey.secretcode.Issue;
import dev.latchkey.secretcode.KnownCode;
import dev.latchkey.secretcode.SecretCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SignIn;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** {@link SecretCodeProvider} in the tables {@code LATCHKEY_SECRET_CODE} and {@code LATCHKEY_SECRET_CODE_SESSION}. */
final class JpaSecretCodeProvider implements SecretCodeProvider {

    private static final Logger LOG = Logger.getLogger(JpaSecretCodeProvider.class);
    private static final String KIND = "secret-code";

    private final KeycloakSession session;
    private final SecureRandom random;

    JpaSecretCodeProvider(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    @Override
    public Issue issue(RealmModel realm, SignIn signIn, CodePolicy policy, boolean first) {
        KeyRing ring = ring(realm);
        long now = Time.currentTimeMillis();
        SecretCodeEntity row = row(ring, signIn, policy, now);
        RotatingSecret secret = RotatingSecret.of(ring, row.keyId, secretRow(row), row.generation).orElseThrow();
        CodeStore store = new CodeStore(session);
        List<SecretCodeEntity> held = store.lock(row.realmId, row.userId, row.clientId);
        if (first && held.stream().anyMatch(other ->
                other.sessionId.equals(row.sessionId) && other.signedInAt == row.signedInAt)) {
            return new Issue.AlreadyGiven();
        }
        List<Issue.Replaced> ended = makeRoom(store, held, policy, now);
        row.slot = freeSlot(held, ended);
        if (!store.take(row)) {
            return new Issue.Outrun();
        }
        store.insert(sessionOf(realm, row.userId, row.id, row.sessionId, now));
        return new Issue.Issued(secret, ended);
    }

    private static List<Issue.Replaced> makeRoom(CodeStore store, List<SecretCodeEntity> held, CodePolicy policy,
            long now) {
        List<Issue.Replaced> ended = new ArrayList<>();
        int kept = 0;
        for (SecretCodeEntity old : held) {
            EndReason over = term(old).over(now).orElse(kept < policy.maxCodes() - 1 ? null : EndReason.REPLACED);
            if (over == null) {
                kept++;
            } else if (store.end(old.realmId, old.userId, old.id, over, now)) {
                ended.add(new Issue.Replaced(old.id, over, store.sessions(old.realmId, old.id)));
                store.forgetSessions(old.realmId, old.id);
            }
        }
        return ended;
    }

    private static String freeSlot(List<SecretCodeEntity> held, List<Issue.Replaced> ended) {
        Set<String> gone = ended.stream().map(Issue.Replaced::id).collect(Collectors.toSet());
        Set<String> taken = held.stream().filter(old -> !gone.contains(old.id)).map(old -> old.slot)
                .collect(Collectors.toSet());
        return IntStream.range(0, held.size() + 1).mapToObj(String::valueOf)
                .filter(slot -> !taken.contains(slot)).findFirst().orElseThrow();
    }

    private SecretCodeEntity row(KeyRing ring, SignIn signIn, CodePolicy policy, long now) {
        SecretCodeEntity row = new SecretCodeEntity();
        row.id = CodeText.newSelector(random);
        row.realmId = signIn.account().realmId();
        row.userId = signIn.account().userId();
        row.clientId = signIn.clientId();
        row.keyThumbprint = signIn.keyThumbprint();
        row.sessionId = signIn.sessionId();
        row.signedInAt = signIn.signedInAt();
        row.emailHash = signIn.account().emailHash();
        row.passwordHash = signIn.account().passwordHash();
        row.generation = 1;
        row.salt = RotatingSecret.newSalt(random);
        row.keyId = ring.signingId();
        row.rotatedAt = now;
        row.ip = signIn.address();
        row.createdAt = now;
        row.lastUsed = now;
        row.expiresAt = policy.lifetimeMillis() == Long.MAX_VALUE ? Long.MAX_VALUE : now + policy.lifetimeMillis();
        row.idleMillis = policy.idleMillis();
        return row;
    }

    @Override
    public Optional<KnownCode> find(RealmModel realm, RotatingSecret presented) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> new CodeStore(own).find(realm.getId(), presented.selector()))
                .filter(row -> genuine(ring, row, presented))
                .flatMap(row -> secret(ring, row, presented.generation() + 1)
                        .map(next -> known(row, presented, next)));
    }

    private static boolean genuine(KeyRing ring, SecretCodeEntity row, RotatingSecret presented) {
        MacCheck check = presented.check(ring, row.keyId, secretRow(row));
        if (check == MacCheck.UNKNOWN_KEY) {
            LOG.errorf("Key %s of a secret code is not known on this node: do all nodes have the same "
                    + "spi-latchkey-keys--default--pepper, and does the realm still hold the key?", row.keyId);
        }
        return check == MacCheck.MATCH;
    }

    private static KnownCode known(SecretCodeEntity row, RotatingSecret presented, RotatingSecret next) {
        Standing standing = Standing.of(presented.generation(), row.generation, row.rotatedAt,
                Time.currentTimeMillis(), true);
        return new KnownCode(row.id, row.userId, presented, standing, next, row.signedInAt,
                new KnownCode.Holder(row.clientId, row.keyThumbprint), term(row), tie(row));
    }

    private static KnownCode.Term term(SecretCodeEntity row) {
        return new KnownCode.Term(row.lastUsed, row.idleMillis, row.expiresAt);
    }

    private static KnownCode.Tie tie(SecretCodeEntity row) {
        return new KnownCode.Tie(row.createdAt, row.emailHash, row.passwordHash);
    }

    @Override
    public Optional<RotatingSecret> redeem(RealmModel realm, KnownCode code, Use use, boolean rotate) {
        long now = Time.currentTimeMillis();
        int presented = code.presented().generation();
        boolean standing = OwnTransaction.run(session, own -> {
            CodeStore store = new CodeStore(own);
            boolean used = code.standing() == Standing.CURRENT
                    && store.use(realm.getId(), code.id(), presented, rotate ? 1 : 0, use.address(), now);
            // the answer before was lost, or a parallel request was quicker: every holder converges on one successor
            used = used || store.use(realm.getId(), code.id(), presented + 1, 0, use.address(), now);
            if (used) {
                store.insert(sessionOf(realm, code.userId(), code.id(), use.sessionId(), now));
            }
            return used;
        });
        return standing ? Optional.of(rotate ? code.next() : code.presented()) : Optional.empty();
    }

    private CodeSessionEntity sessionOf(RealmModel realm, String userId, String codeId, String sessionId, long now) {
        CodeSessionEntity row = new CodeSessionEntity();
        row.id = RotatingSecret.newSelector(random);
        row.realmId = realm.getId();
        row.userId = userId;
        row.codeId = codeId;
        row.sessionId = sessionId;
        row.expiresAt = now + Duration.ofSeconds(
                Math.max(realm.getSsoSessionMaxLifespan(), realm.getSsoSessionMaxLifespanRememberMe())).toMillis();
        return row;
    }

    @Override
    public Optional<RotatingSecret> current(RealmModel realm, String codeId, String clientId) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> new CodeStore(own).find(realm.getId(), codeId))
                .filter(row -> row.clientId.equals(clientId))
                .flatMap(row -> secret(ring, row, row.generation));
    }

    @Override
    public boolean end(String realmId, String userId, String codeId, EndReason reason) {
        CodeStore store = new CodeStore(session);
        boolean ended = store.end(realmId, userId, codeId, reason, Time.currentTimeMillis());
        if (ended) {
            store.forgetSessions(realmId, codeId);
        }
        return ended;
    }

    @Override
    public List<String> sessions(String realmId, String codeId) {
        return new CodeStore(session).sessions(realmId, codeId);
    }

    @Override
    public boolean stands(String realmId, String codeId) {
        return OwnTransaction.run(session, own -> new CodeStore(own).stands(realmId, codeId));
    }

    @Override
    public List<HeldCode> held(String realmId, String userId) {
        return OwnTransaction.run(session, own -> new CodeStore(own).held(realmId, userId)).stream()
                .map(row -> new HeldCode(row.id, row.clientId, term(row), tie(row)))
                .toList();
    }

    @Override
    public List<CodeId> overdue(long now, int max) {
        return OwnTransaction.run(session, own -> new CodeStore(own).overdue(now, max));
    }

    @Override
    public List<CodeId> withoutCredential(int max) {
        return OwnTransaction.run(session, own -> new CodeStore(own).withoutCredential(max));
    }

    @Override
    public List<CodeId> credentialsWithoutCode(String type, int max) {
        return OwnTransaction.run(session, own -> new CodeStore(own).credentialsWithoutCode(type, max));
    }

    @Override
    public List<SecretCode> list(String realmId, String userId) {
        long now = Time.currentTimeMillis();
        return OwnTransaction.run(session, own -> new CodeStore(own).open(realmId, userId, now)).stream()
                .filter(row -> now - row.lastUsed < row.idleMillis)
                .map(row -> new SecretCode(row.id, row.clientId, row.keyThumbprint != null, row.ip, row.createdAt,
                        row.lastUsed, row.useCount, row.expiresAt))
                .toList();
    }

    @Override
    public List<CodeId> ofSession(String realmId, String sessionId) {
        return OwnTransaction.run(session, own -> new CodeStore(own).ofSession(realmId, sessionId));
    }

    private KeyRing ring(RealmModel realm) {
        return session.getProvider(MacKeys.class).ring(realm, KIND);
    }

    /** Empty when the key that the code was made with is gone. */
    private static Optional<RotatingSecret> secret(KeyRing ring, SecretCodeEntity row, int generation) {
        return RotatingSecret.of(ring, row.keyId, secretRow(row), generation);
    }

    private static RotatingSecret.Row secretRow(SecretCodeEntity row) {
        return new RotatingSecret.Row(KIND, row.realmId, row.id, row.salt);
    }

    @Override
    public void close() {
    }
}
