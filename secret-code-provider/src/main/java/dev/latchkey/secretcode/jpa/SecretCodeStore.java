package dev.latchkey.secretcode.jpa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.credential.jpa.IdPages;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.ProviderLogoutKey;
import dev.latchkey.secretcode.SecretCodeProvider.CodeId;
import dev.latchkey.secretcode.SecretCodeProvider.IssuedIn;
import dev.latchkey.signin.account.PasswordMark;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** All SQL of secret codes. Races are resolved by one conditional UPDATE and its row count, or by a unique key. */
final class SecretCodeStore {

    /** Native SQL: Hibernate translates an HQL update anew at each use, and every redemption runs one of these. */
    private static final String USE = "update {h-schema}LATCHKEY_SECRET_CODE set";
    private static final String USED = " PASSWORD_SOURCE = :source, PASSWORD_HASH = :password, LAST_USED = :now,"
            + " USE_COUNT = USE_COUNT + 1, IP = :ip where ID = :id and REALM_ID = :realm"
            + " and GENERATION = :generation and ENDED_AT is null and EXPIRES_AT > :now";

    /** Most values of one list in a query. */
    private static final int IN = 500;

    private final EntityManager em;

    SecretCodeStore(KeycloakSession own) {
        this.em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** Finds a code that has not ended; empty when there is none. */
    Optional<SecretCodeEntity> find(String realmId, String id) {
        List<SecretCodeEntity> rows = em.createQuery("select c from SecretCodeEntity c where c.id = :id"
                        + " and c.realmId = :realm and c.endedAt is null", SecretCodeEntity.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getResultList();
        rows.forEach(em::detach);
        return rows.stream().findFirst();
    }

    void insert(SecretCodeEntity row) {
        em.persist(row);
    }

    void insert(SecretCodeSessionEntity row) {
        em.persist(row);
    }

    /**
     * Records a use of a code and moves it from one generation to another; false when another request was faster or the
     * code has ended.
     */
    boolean move(String realmId, PresentedSecretCode code, Renewal renewal, String ip, long now) {
        return used(update(USE + " GENERATION = :to, PREVIOUS_KEY_ID = :before, KEY_ID = :key, ROTATED_AT = :now,"
                        + USED)
                .setParameter("to", renewal.to())
                .setParameter("before", renewal.provenBy())
                .setParameter("key", renewal.keyId()), realmId, code, renewal.from(), ip, now);
    }

    /** Records a use of a code at a generation; false when its row is at another generation or has ended. */
    boolean use(String realmId, PresentedSecretCode code, int generation, String ip, long now) {
        return used(update(USE + USED), realmId, code, generation, ip, now);
    }

    /**
     * Records a use likewise, and assigns a new key to the generation. The previous key is kept, because other requests
     * have got that generation made with it. False also when the code that was presented is of a third key: the row
     * names two, and that code must stay good until its successor is presented.
     */
    boolean renew(String realmId, PresentedSecretCode code, String ip, long now) {
        Renewal renewal = code.renewal();
        // PREVIOUS_KEY_ID is assigned first: some databases evaluate assignments from left to right
        String update = USE + " PREVIOUS_KEY_ID ="
                + " case when KEY_ID = :key then PREVIOUS_KEY_ID else KEY_ID end, KEY_ID = :key," + USED;
        Query query = renewal.rekeys()
                ? update(update + " and KEY_ID in (:key, :before)")
                        .setParameter("before", renewal.provenBy())
                : update(update);
        return used(query.setParameter("key", renewal.keyId()), realmId, code, renewal.to(), ip, now);
    }

    private Query update(String sql) {
        return em.createNativeQuery(sql);
    }

    private static boolean used(Query update, String realmId, PresentedSecretCode code, int generation, String ip,
            long now) {
        PasswordMark password = code.tie().password();
        return update
                .setParameter("source", password.named() ? password.source() : "")
                .setParameter("password", password.hash())
                .setParameter("now", now)
                .setParameter("ip", ip)
                .setParameter("id", code.id())
                .setParameter("realm", realmId)
                .setParameter("generation", generation)
                .executeUpdate() == 1;
    }

    /** Moves a code that does not rotate to a new key; false when another request was faster. */
    boolean seal(RotatingSecret.Row row, PresentedSecretCode code, String seal) {
        return em.createQuery("update SecretCodeEntity c set c.seal = :seal, c.salt = :salt, c.keyId = :key,"
                        + " c.previousKeyId = :key where c.id = :id and c.realmId = :realm"
                        + " and c.generation = :generation"
                        + " and (c.keyId = :before or c.previousKeyId = :before)")
                .setParameter("seal", seal)
                .setParameter("salt", row.salt())
                .setParameter("key", code.renewal().keyId())
                .setParameter("before", code.renewal().provenBy())
                .setParameter("id", row.selector())
                .setParameter("realm", row.realmId())
                .setParameter("generation", code.presented().generation())
                .executeUpdate() == 1;
    }

    /** Ends a code once; false when it had ended before. */
    boolean end(String realmId, String userId, String id, EndReason reason, long now) {
        return em.createQuery("update SecretCodeEntity c set c.endedAt = :now, c.endReason = :reason, c.slot = c.id"
                        + " where c.id = :id and c.realmId = :realm and c.userId = :user and c.endedAt is null")
                .setParameter("now", now)
                .setParameter("reason", reason)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    /**
     * Codes of a user's client that have not ended, the newest first. They are locked: no other transaction ends or
     * replaces them before this one completes.
     */
    List<SecretCodeEntity> lock(String realmId, String userId, String clientId) {
        return RowLock.of(em, SecretCodeEntity.class, row -> row.id,
                () -> idsOfClient(realmId, userId, clientId));
    }

    private List<String> idsOfClient(String realmId, String userId, String clientId) {
        return em.createQuery("select c.id from SecretCodeEntity c where c.realmId = :realm and c.userId = :user"
                        + " and c.clientId = :client and c.endedAt is null order by c.createdAt desc, c.id",
                        String.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("client", clientId)
                .getResultList();
    }

    /** Writes a new code at once; fails if another transaction was faster to take its slot. */
    void take(SecretCodeEntity row) {
        em.persist(row);
        em.flush();
    }

    /** Codes of a user that have not been ended, including those whose lifetime is over. */
    List<SecretCodeEntity> held(String realmId, String userId) {
        List<SecretCodeEntity> rows = em.createQuery("select c from SecretCodeEntity c where c.realmId = :realm"
                        + " and c.userId = :user and c.endedAt is null", SecretCodeEntity.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultList();
        rows.forEach(em::detach);
        return rows;
    }

    boolean stands(String realmId, String id) {
        return em.createQuery("select count(c) from SecretCodeEntity c where c.id = :id and c.realmId = :realm"
                        + " and c.endedAt is null", Long.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getSingleResult() == 1;
    }

    /** Codes of a user that have not been ended and whose absolute lifetime is not over, the newest first. */
    List<SecretCodeEntity> open(String realmId, String userId, long now) {
        List<SecretCodeEntity> rows = em.createQuery("select c from SecretCodeEntity c where c.realmId = :realm"
                        + " and c.userId = :user and c.endedAt is null and c.expiresAt > :now"
                        + " order by c.createdAt desc, c.id", SecretCodeEntity.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("now", now)
                .getResultList();
        rows.forEach(em::detach);
        return rows;
    }

    List<CodeId> ofSessions(String realmId, Collection<String> sessionIds) {
        List<String> ids = List.copyOf(sessionIds);
        List<CodeId> codes = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IN) {
            codes.addAll(ids(em.createQuery("select distinct c.id, c.realmId, c.userId, c.clientId"
                            + " from SecretCodeSessionEntity s join SecretCodeEntity c on c.id = s.codeId"
                            + " where s.realmId = :realm and s.sessionId in :sessions and c.endedAt is null",
                            Object[].class)
                    .setParameter("realm", realmId)
                    .setParameter("sessions", ids.subList(from, Math.min(from + IN, ids.size())))));
        }
        return codes;
    }

    /**
     * The code that has opened a part, and those that were issued in its session: not to an earlier user of a session
     * whose id Keycloak has used again.
     */
    List<CodeId> of(String realmId, IssuedIn issued) {
        // no comparison with an empty text: Oracle stores none, and takes it for null
        boolean anyUser = issued.userId().isEmpty();
        TypedQuery<Object[]> query = em.createQuery("select c.id, c.realmId, c.userId, c.clientId"
                        + " from SecretCodeEntity c where c.realmId = :realm and c.clientId = :client"
                        + " and c.endedAt is null"
                        + (anyUser ? "" : " and c.userId = :user")
                        + " and (c.id = :code or c.sessionId = :session and c.signedInAt <= :issued"
                        + " and not exists (select 1 from SecretCodeEntity n where n.realmId = c.realmId"
                        + " and n.sessionId = c.sessionId and n.userId <> c.userId and n.signedInAt > c.signedInAt"
                        + " and n.signedInAt <= :issued))", Object[].class)
                .setParameter("realm", realmId)
                .setParameter("client", issued.clientId())
                .setParameter("code", issued.codeId())
                .setParameter("session", issued.sessionId())
                .setParameter("issued", (int) Math.min(issued.issuedAt(), Integer.MAX_VALUE));
        return ids(anyUser ? query : query.setParameter("user", issued.userId()));
    }

    List<CodeId> ofClient(String realmId, String clientId, int max) {
        return ids(em.createQuery("select c.id, c.realmId, c.userId, c.clientId from SecretCodeEntity c"
                        + " where c.realmId = :realm and c.clientId = :client and c.endedAt is null", Object[].class)
                .setParameter("realm", realmId)
                .setParameter("client", clientId)
                .setMaxResults(max));
    }

    /** Codes that have not ended and whose client Keycloak does not store. */
    List<CodeId> ofMissingClients(IdPage page, int max) {
        return ids(IdPages.in(em, "select c.id, c.realmId, c.userId, c.clientId from SecretCodeEntity c"
                + " where c.endedAt is null and not exists (select 1 from ClientEntity k where k.id = c.clientId)",
                "c.id", page, max));
    }

    /** Pairs of the id of a code and that of a session that it has opened or was issued in. */
    List<Object[]> sessions(String realmId, Collection<String> codeIds) {
        return em.createQuery("select distinct s.codeId, s.sessionId from SecretCodeSessionEntity s"
                        + " where s.realmId = :realm and s.codeId in :codes and s.sessionId not like :keys",
                        Object[].class)
                .setParameter("realm", realmId)
                .setParameter("codes", codeIds)
                .setParameter("keys", ProviderLogoutKey.PREFIX + '%')
                .getResultList();
    }

    void forgetSessions(String realmId, Collection<String> codeIds) {
        em.createQuery("delete from SecretCodeSessionEntity s where s.realmId = :realm and s.codeId in :codes")
                .setParameter("realm", realmId)
                .setParameter("codes", codeIds)
                .executeUpdate();
    }

    IdPage page(String after) {
        return IdPages.next(em, "SecretCodeEntity", after);
    }

    /** Codes that have ended and whose sessions have not been ended yet. */
    List<CodeId> unsettled(long since, IdPage page, int max) {
        // no "exists": PostgreSQL may turn that into a join for which it reads the table of sessions in full; this it
        // answers from the index, for each code that has ended
        return ids(IdPages.in(em, "select c.id, c.realmId, c.userId, c.clientId from SecretCodeEntity c"
                + " where c.endedAt >= :since and (select min(s.codeId) from SecretCodeSessionEntity s"
                + " where s.realmId = c.realmId and s.codeId = c.id) is not null", "c.id", page, max)
                .setParameter("since", since));
    }

    private static List<CodeId> ids(TypedQuery<Object[]> query) {
        return query.getResultList().stream()
                .map(row -> new CodeId((String) row[0], (String) row[1], (String) row[2], (String) row[3]))
                .toList();
    }
}
