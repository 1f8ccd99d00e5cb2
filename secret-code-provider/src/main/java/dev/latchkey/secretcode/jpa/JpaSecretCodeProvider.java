package dev.latchkey.secretcode.jpa;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacCheck;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.rotating.Standing;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.secretcode.CodePolicy;
import dev.latchkey.secretcode.CodeText;
import dev.latchkey.secretcode.EndReason;
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
    /** No session of Keycloak's is remembered for longer, so that a code without an end leaves no endless trail. */
    private static final long SESSION_MILLIS = Duration.ofDays(366).toMillis();

    private final KeycloakSession session;
    private final SecureRandom random;

    JpaSecretCodeProvider(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    @Override
    public Optional<IssuedCode> issue(RealmModel realm, SignIn signIn, CodePolicy policy, boolean first) {
        KeyRing ring = ring(realm);
        long now = Time.currentTimeMillis();
        SecretCodeEntity row = row(ring, signIn, policy, now);
        boolean issued = OwnTransaction.run(session, own -> {
            CodeStore store = new CodeStore(own);
            boolean given = first && open(store, row, now).stream().anyMatch(other ->
                    other.sessionId.equals(row.sessionId) && other.signedInAt == row.signedInAt);
            if (!given) {
                store.insert(row);
                store.insert(sessionOf(row, row.sessionId, now));
            }
            return !given;
        });
        // in a transaction that sees the codes of all sign-ins that ran beside this one, so that too many never stay
        return issued
                ? Optional.of(new IssuedCode(secret(ring, row, row.generation), endOldest(row, policy, now)))
                : Optional.empty();
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

    private static List<SecretCodeEntity> open(CodeStore store, SecretCodeEntity row, long now) {
        return store.open(row.realmId, row.userId, now).stream()
                .filter(other -> other.clientId.equals(row.clientId)).toList();
    }

    private List<String> endOldest(SecretCodeEntity row, CodePolicy policy, long now) {
        return OwnTransaction.run(session, own -> {
            CodeStore store = new CodeStore(own);
            return open(store, row, now).stream().skip(policy.maxCodes()).map(old -> old.id)
                    .filter(id -> store.end(row.realmId, row.userId, id, EndReason.REPLACED, now)).toList();
        });
    }

    @Override
    public Optional<KnownCode> find(RealmModel realm, RotatingSecret presented) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> new CodeStore(own).find(realm.getId(), presented.selector()))
                .filter(row -> genuine(ring, row, presented))
                .map(row -> known(ring, row, presented));
    }

    private static boolean genuine(KeyRing ring, SecretCodeEntity row, RotatingSecret presented) {
        MacCheck check = presented.check(ring, row.keyId, secretRow(row));
        if (check == MacCheck.UNKNOWN_KEY) {
            LOG.errorf("Key %s of a secret code is not known on this node: do all nodes have the same "
                    + "spi-latchkey-keys--default--pepper, and does the realm still hold the key?", row.keyId);
        }
        return check == MacCheck.MATCH;
    }

    private static KnownCode known(KeyRing ring, SecretCodeEntity row, RotatingSecret presented) {
        Standing standing = Standing.of(presented.generation(), row.generation, row.rotatedAt,
                Time.currentTimeMillis(), true);
        return new KnownCode(row.id, row.userId, presented, standing,
                secret(ring, row, presented.generation() + 1), row.signedInAt,
                new KnownCode.Holder(row.clientId, row.keyThumbprint),
                new KnownCode.Term(row.lastUsed, row.idleMillis, row.expiresAt),
                new KnownCode.Tie(row.createdAt, row.emailHash, row.passwordHash));
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
                store.insert(sessionOf(realm.getId(), code, use.sessionId(), now));
            }
            return used;
        });
        return standing ? Optional.of(rotate ? code.next() : code.presented()) : Optional.empty();
    }

    private CodeSessionEntity sessionOf(SecretCodeEntity row, String sessionId, long now) {
        return sessionOf(row.realmId, row.userId, row.id, sessionId, Math.min(row.expiresAt, now + SESSION_MILLIS));
    }

    private CodeSessionEntity sessionOf(String realmId, KnownCode code, String sessionId, long now) {
        return sessionOf(realmId, code.userId(), code.id(), sessionId,
                Math.min(code.term().expiresAt(), now + SESSION_MILLIS));
    }

    private CodeSessionEntity sessionOf(String realmId, String userId, String codeId, String sessionId,
            long expiresAt) {
        CodeSessionEntity row = new CodeSessionEntity();
        row.id = RotatingSecret.newSelector(random);
        row.realmId = realmId;
        row.userId = userId;
        row.codeId = codeId;
        row.sessionId = sessionId;
        row.expiresAt = expiresAt;
        return row;
    }

    @Override
    public Optional<RotatingSecret> current(RealmModel realm, String codeId, String clientId) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> new CodeStore(own).find(realm.getId(), codeId))
                .filter(row -> row.clientId.equals(clientId))
                .map(row -> secret(ring, row, row.generation));
    }

    @Override
    public boolean end(String realmId, String userId, String codeId, EndReason reason) {
        return OwnTransaction.run(session, own ->
                new CodeStore(own).end(realmId, userId, codeId, reason, Time.currentTimeMillis()));
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

    private static RotatingSecret secret(KeyRing ring, SecretCodeEntity row, int generation) {
        return RotatingSecret.of(ring, row.keyId, secretRow(row), generation).orElseThrow();
    }

    private static RotatingSecret.Row secretRow(SecretCodeEntity row) {
        return new RotatingSecret.Row(KIND, row.realmId, row.id, row.salt);
    }

    @Override
    public void close() {
    }
}
