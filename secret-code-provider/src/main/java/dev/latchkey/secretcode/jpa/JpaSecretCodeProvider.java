package dev.latchkey.secretcode.jpa;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.rotating.Renewal;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.rotating.Seal;
import dev.latchkey.common.rotating.Standing;
import dev.latchkey.common.rotating.StoredSecret;
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
    public Issue issue(RealmModel realm, SignIn signIn, CodePolicy policy, boolean first) {
        try {
            return write(realm, signIn, policy, first);
        } catch (RuntimeException e) {
            if (OwnTransaction.isOutrun(e)) {
                return new Issue.Outrun();
            }
            throw e;
        }
    }

    private Issue write(RealmModel realm, SignIn signIn, CodePolicy policy, boolean first) {
        KeyRing ring = ring(realm);
        long now = Time.currentTimeMillis();
        SecretCodeEntity row = row(ring, signIn, policy, now);
        RotatingSecret secret = stored(row).newest(ring).orElseThrow();
        CodeStore store = new CodeStore(session);
        List<SecretCodeEntity> held = store.lock(row.realmId, row.userId, row.clientId);
        if (first && held.stream().anyMatch(other ->
                other.sessionId.equals(row.sessionId) && other.signedInAt == row.signedInAt)) {
            return new Issue.AlreadyGiven();
        }
        List<Issue.Replaced> over = over(held, policy, now);
        for (Issue.Replaced old : over) {
            if (!store.end(row.realmId, row.userId, old.id(), old.reason(), now)) {
                // where a transaction reads from its snapshot, a code that another has replaced still seems to stand,
                // and the other's is missing
                return new Issue.Outrun();
            }
        }
        row.slot = freeSlot(held, over);
        store.take(row);
        store.insert(sessionOf(realm.getId(), row.userId, row.id, row.sessionId, signIn.sessionEndsAt()));
        return new Issue.Issued(secret, over);
    }

    /** Those of the codes that have to give way to one more. */
    private static List<Issue.Replaced> over(List<SecretCodeEntity> held, CodePolicy policy, long now) {
        List<Issue.Replaced> over = new ArrayList<>();
        int kept = 0;
        for (SecretCodeEntity old : held) {
            EndReason reason = term(old).over(now).orElse(kept < policy.maxCodes() - 1 ? null : EndReason.REPLACED);
            if (reason == null) {
                kept++;
            } else {
                over.add(new Issue.Replaced(old.id, reason));
            }
        }
        return over;
    }

    private static String freeSlot(List<SecretCodeEntity> held, List<Issue.Replaced> over) {
        Set<String> gone = over.stream().map(Issue.Replaced::id).collect(Collectors.toSet());
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
        return row;
    }

    @Override
    public Optional<KnownCode> find(RealmModel realm, RotatingSecret presented) {
        KeyRing ring = ring(realm);
        return OwnTransaction.run(session, own -> new CodeStore(own).find(realm.getId(), presented.selector()))
                .flatMap(row -> stored(row).provenBy(ring, presented)
                        .map(provenBy -> known(ring, row, presented, provenBy)));
    }

    private static KnownCode known(KeyRing ring, SecretCodeEntity row, RotatingSecret presented, String provenBy) {
        Standing standing = Standing.of(presented.generation(), row.generation, row.rotatedAt,
                Time.currentTimeMillis(), true);
        Renewal renewal = new Renewal(row.generation, presented.generation() + 1, ring.signingId(), provenBy);
        return new KnownCode(row.id, row.userId, presented, standing, renewal,
                RotatingSecret.of(ring, renewal.keyId(), secretRow(row), renewal.to()).orElseThrow(), row.signedInAt,
                new KnownCode.Holder(row.clientId, row.keyThumbprint),
                term(row), tie(row));
    }

    private static KnownCode.Term term(SecretCodeEntity row) {
        return new KnownCode.Term(row.lastUsed, row.idleMillis, row.expiresAt);
    }

    private static KnownCode.Tie tie(SecretCodeEntity row) {
        return new KnownCode.Tie(row.createdAt, row.emailHash,
                new PasswordMark(row.passwordSource, row.passwordHash));
    }

    @Override
    public Optional<RotatingSecret> redeem(RealmModel realm, KnownCode code, Use use, boolean rotate) {
        long now = Time.currentTimeMillis();
        KeyRing ring = ring(realm);
        boolean standing = OwnTransaction.run(session, own -> {
            CodeStore store = new CodeStore(own);
            boolean used = rotate
                    ? rotated(store, realm.getId(), code, use.address(), now)
                    : kept(store, ring, realm.getId(), code, use.address(), now);
            if (used) {
                store.insert(sessionOf(realm.getId(), code.userId(), code.id(), use.sessionId(), use.endsAt()));
            }
            return used;
        });
        return standing ? Optional.of(rotate ? code.next() : code.presented()) : Optional.empty();
    }

    private static boolean rotated(CodeStore store, String realmId, KnownCode code, String address, long now) {
        Renewal renewal = code.renewal();
        return renewal.moves() && store.move(realmId, code, renewal, address, now)
                // the answer before was lost, or a parallel request was quicker: all converge on one successor
                || store.use(realmId, code, renewal.to(), renewal.keyId(), address, now);
    }

    private boolean kept(CodeStore store, KeyRing ring, String realmId, KnownCode code, String address, long now) {
        int presented = code.presented().generation();
        if (code.standing() == Standing.AHEAD) {
            String provenBy = code.renewal().provenBy();
            return store.move(realmId, code, new Renewal(code.renewal().from(), presented, provenBy, provenBy),
                    address, now) || store.use(realmId, code, presented, address, now);
        }
        if (code.standing() != Standing.CURRENT || !store.use(realmId, code, presented, address, now)) {
            // it rotated until now, or does so in a parallel request
            return store.use(realmId, code, presented + 1, address, now);
        }
        if (code.renewal().rekeys()) {
            RotatingSecret.Row row =
                    new RotatingSecret.Row(KIND, realmId, code.id(), RotatingSecret.newSalt(random));
            store.seal(row, code, Seal.of(ring, row, code.presented()));
        }
        return true;
    }

    private CodeSessionEntity sessionOf(String realmId, String userId, String codeId, String sessionId, long endsAt) {
        CodeSessionEntity row = new CodeSessionEntity();
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
        return new CodeStore(session).find(realm.getId(), codeId)
                .filter(row -> row.clientId.equals(clientId))
                .flatMap(row -> stored(row).newest(ring));
    }

    @Override
    public boolean end(String realmId, String userId, String codeId, EndReason reason) {
        return new CodeStore(session).end(realmId, userId, codeId, reason, Time.currentTimeMillis());
    }

    @Override
    public Map<String, List<String>> sessions(String realmId, Collection<String> codeIds) {
        return new CodeStore(session).sessions(realmId, codeIds).stream().collect(Collectors.groupingBy(
                row -> (String) row[0], Collectors.mapping(row -> (String) row[1], Collectors.toList())));
    }

    @Override
    public void forgetSessions(String realmId, Collection<String> codeIds) {
        new CodeStore(session).forgetSessions(realmId, codeIds);
    }

    @Override
    public List<CodeId> unsettled(long since, String after, int max) {
        return OwnTransaction.run(session, own -> new CodeStore(own).unsettled(since, after, max));
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
