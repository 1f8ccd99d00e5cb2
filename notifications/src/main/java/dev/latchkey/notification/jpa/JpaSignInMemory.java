package dev.latchkey.notification.jpa;

import java.time.Duration;

import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.notification.SignInMemory;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

/** {@link SignInMemory} in the table {@code LATCHKEY_SIGN_IN_MEMORY}. */
final class JpaSignInMemory implements SignInMemory {

    private static final String FAILURES = "failures";
    private static final String ROW = " m.realmId = :realm and m.userId = :user and m.subject = :subject";
    /** How often the last use is renewed: often enough for the purge, and rarely, to save statements. */
    private static final long RENEWAL_MILLIS = Duration.ofDays(7).toMillis();

    private final EntityManager em;

    JpaSignInMemory(EntityManager em) {
        this.em = em;
    }

    @Override
    public void failed(String realmId, String userId, long now) {
        int counted = statement("update SignInMemoryEntity m set m.failures = m.failures + 1, m.lastSeen = :now where"
                + ROW, realmId, userId, FAILURES).setParameter("now", now).executeUpdate();
        if (counted == 0) {
            throw missing(realmId, userId, FAILURES, now);
        }
    }

    @Override
    public int forgetFailures(String realmId, String userId) {
        int failures = (Integer) statement("select coalesce(max(m.failures), 0) from SignInMemoryEntity m where" + ROW,
                realmId, userId, FAILURES).getSingleResult();
        if (failures > 0) {
            statement("update SignInMemoryEntity m set m.failures = 0 where" + ROW, realmId, userId, FAILURES)
                    .executeUpdate();
        }
        return failures;
    }

    @Override
    public boolean isNewDevice(String realmId, String userId, String fingerprint, long now) {
        SignInMemoryEntity row =
                em.find(SignInMemoryEntity.class, new SignInMemoryEntity.Key(realmId, userId, fingerprint));
        if (row == null) {
            throw missing(realmId, userId, fingerprint, now);
        }
        em.detach(row);
        if (row.known) {
            if (now - row.lastSeen > RENEWAL_MILLIS) {
                statement("update SignInMemoryEntity m set m.lastSeen = :now where" + ROW, realmId, userId, fingerprint)
                        .setParameter("now", now).executeUpdate();
            }
            return false;
        }
        boolean first = statement("update SignInMemoryEntity m set m.known = true where m.known = false and" + ROW,
                realmId, userId, fingerprint).executeUpdate() == 1;
        return first && others(realmId, userId, fingerprint) > 0;
    }

    private long others(String realmId, String userId, String fingerprint) {
        return (Long) em.createQuery("select count(m) from SignInMemoryEntity m where m.realmId = :realm"
                        + " and m.userId = :user and m.subject <> :failures and m.subject <> :subject")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("failures", FAILURES)
                .setParameter("subject", fingerprint)
                .getSingleResult();
    }

    private static MissingRowException missing(String realmId, String userId, String subject, long now) {
        return new MissingRowException(creating -> creating.createQuery("insert into SignInMemoryEntity"
                        + " (realmId, userId, subject, failures, lastSeen, known)"
                        + " values (:realm, :user, :subject, 0, :now, false) on conflict do nothing")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("subject", subject)
                .setParameter("now", now)
                .executeUpdate());
    }

    private Query statement(String statement, String realmId, String userId, String subject) {
        return em.createQuery(statement)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("subject", subject);
    }

    @Override
    public void close() {
    }
}
