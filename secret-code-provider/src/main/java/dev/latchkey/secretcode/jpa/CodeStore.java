package dev.latchkey.secretcode.jpa;

import jakarta.persistence.EntityManager;

import java.util.List;
import java.util.Optional;

import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.SecretCodeProvider.CodeId;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** All SQL of secret codes. What races is one conditional UPDATE whose row count is the verdict. */
final class CodeStore {

    private final EntityManager em;

    CodeStore(KeycloakSession own) {
        this.em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /** A code that has not ended. */
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

    void insert(CodeSessionEntity row) {
        em.persist(row);
    }

    /**
     * Notes a use of a code that stands at a generation, and moves it on by a step of 1 or 0; false when another
     * request was quicker or the code has ended.
     */
    boolean use(String realmId, String id, int generation, int step, String ip, long now) {
        return em.createQuery("update SecretCodeEntity c set c.generation = c.generation + :step,"
                        + (step == 0 ? "" : " c.rotatedAt = :now,")
                        + " c.lastUsed = :now, c.useCount = c.useCount + 1, c.ip = :ip where c.id = :id"
                        + " and c.realmId = :realm and c.generation = :generation and c.endedAt is null"
                        + " and c.expiresAt > :now")
                .setParameter("step", step)
                .setParameter("now", now)
                .setParameter("ip", ip)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .setParameter("generation", generation)
                .executeUpdate() == 1;
    }

    /** Ends a code once; false when it had ended before. */
    boolean end(String realmId, String userId, String id, EndReason reason, long now) {
        return em.createQuery("update SecretCodeEntity c set c.endedAt = :now, c.endReason = :reason"
                        + " where c.id = :id and c.realmId = :realm and c.userId = :user and c.endedAt is null")
                .setParameter("now", now)
                .setParameter("reason", reason)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    /** Codes of a user that have not ended, the newest first. */
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

    List<CodeId> ofSession(String realmId, String sessionId) {
        return em.createQuery("select distinct s.codeId, s.userId from CodeSessionEntity s"
                        + " where s.realmId = :realm and s.sessionId = :session", Object[].class)
                .setParameter("realm", realmId)
                .setParameter("session", sessionId)
                .getResultList().stream()
                .map(row -> new CodeId((String) row[0], (String) row[1]))
                .toList();
    }
}
