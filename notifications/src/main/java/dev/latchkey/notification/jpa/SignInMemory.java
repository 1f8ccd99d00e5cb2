package dev.latchkey.notification.jpa;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What is remembered of an account's sign-ins, to detect unusual ones: failures since the last success, and
 * kinds of devices. Works in the transaction of its session. Times are epoch milliseconds.
 */
public final class SignInMemory {

    /** Most kinds of devices of an account; a client names its kind itself, and may make up any number of them. */
    private static final int MOST_KINDS = 30;

    private static final String FAILURES = "failures";
    private static final String ROW = " m.realmId = :realm and m.userId = :user and m.subject = :subject";
    /** How often the last use is renewed: often enough for the purge, and rarely, to save statements. */
    private static final long RENEWAL_MILLIS = Duration.ofDays(7).toMillis();

    private final EntityManager em;

    /** @param session the session to work in */
    public SignInMemory(KeycloakSession session) {
        this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    /**
     * Counts a failure.
     *
     * @param realmId the realm
     * @param userId  the account
     * @param now     current time
     * @throws MissingRowException for the transaction's runner, the first time
     */
    public void failed(String realmId, String userId, long now) {
        int counted = statement("update SignInMemoryEntity m set m.failures = m.failures + 1, m.lastSeen = :now where"
                + ROW, realmId, userId, FAILURES).setParameter("now", now).executeUpdate();
        if (counted == 0) {
            throw missing(realmId, userId, FAILURES, now);
        }
    }

    /**
     * What a sign-in follows.
     *
     * @param failures  how many failures there were since the last one
     * @param newDevice true, once only, when the account was used before and never with this kind of device
     */
    public record Before(int failures, boolean newDevice) {
    }

    /**
     * Remembers a sign-in, and forgets the failures before it. One statement, where there is nothing to change.
     *
     * @param realmId     the realm
     * @param userId      the account
     * @param fingerprint kind of device, at most 64 characters; empty when it is not known
     * @param now         current time
     * @return what it follows
     * @throws MissingRowException for the transaction's runner, the first time
     */
    public Before signedIn(String realmId, String userId, String fingerprint, long now) {
        Map<String, SignInMemoryEntity> rows = rows(realmId, userId, fingerprint);
        SignInMemoryEntity counted = rows.get(FAILURES);
        int failures = counted == null ? 0 : counted.failures;
        if (failures > 0) {
            statement("update SignInMemoryEntity m set m.failures = 0 where" + ROW, realmId, userId, FAILURES)
                    .executeUpdate();
        }
        return new Before(failures, !fingerprint.isEmpty()
                && isNewDevice(rows.get(fingerprint), realmId, userId, fingerprint, now));
    }

    private Map<String, SignInMemoryEntity> rows(String realmId, String userId, String fingerprint) {
        return em.createQuery("select m from SignInMemoryEntity m where m.realmId = :realm and m.userId = :user"
                        + " and m.subject in (:failures, :fingerprint)", SignInMemoryEntity.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("failures", FAILURES)
                .setParameter("fingerprint", fingerprint)
                .getResultList().stream().peek(em::detach).collect(Collectors.toMap(row -> row.subject, row -> row));
    }

    private boolean isNewDevice(SignInMemoryEntity row, String realmId, String userId, String fingerprint, long now) {
        if (row == null) {
            throw missing(realmId, userId, fingerprint, now);
        }
        if (row.known) {
            if (now - row.lastSeen > RENEWAL_MILLIS) {
                statement("update SignInMemoryEntity m set m.lastSeen = :now where" + ROW, realmId, userId, fingerprint)
                        .setParameter("now", now).executeUpdate();
            }
            return false;
        }
        boolean first = statement("update SignInMemoryEntity m set m.known = true where m.known = false and" + ROW,
                realmId, userId, fingerprint).executeUpdate() == 1;
        List<String> others = first ? others(realmId, userId, fingerprint) : List.of();
        if (others.size() >= MOST_KINDS) {
            forget(realmId, userId, others.subList(MOST_KINDS - 1, others.size()));
        }
        return !others.isEmpty();
    }

    /** The other kinds of devices of an account, the one that was used last first. */
    private List<String> others(String realmId, String userId, String fingerprint) {
        return em.createQuery("select m.subject from SignInMemoryEntity m where m.realmId = :realm"
                        + " and m.userId = :user and m.subject <> :failures and m.subject <> :subject"
                        + " order by m.lastSeen desc, m.subject", String.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("failures", FAILURES)
                .setParameter("subject", fingerprint)
                .getResultList();
    }

    private void forget(String realmId, String userId, List<String> kinds) {
        em.createQuery("delete from SignInMemoryEntity m where m.realmId = :realm and m.userId = :user"
                        + " and m.subject in :kinds")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                // a race of many sign-ins may leave more, for the next one to delete
                .setParameter("kinds", kinds.subList(0, Math.min(kinds.size(), MOST_KINDS)))
                .executeUpdate();
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
}
