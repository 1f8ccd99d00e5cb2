package dev.latchkey.credential.jpa;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.Lifetime;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Compares an entity's rows with the credentials that represent them in Keycloak's consoles, of local and federated
 * users alike. The entity has the attributes {@code id}, {@code realmId}, {@code userId}, {@code endedAt},
 * {@code expiresAt}, {@code lastUsed}, {@code idleMillis} and {@code checkAt}. An entry that cannot be processed blocks
 * none that follows it.
 */
public final class ConsoleCredentialStore {

    private static final String NO_CREDENTIAL = " not exists (select 1 from CredentialEntity k where k.id = r.id)"
            + " and not exists (select 1 from FederatedUserCredentialEntity f where f.id = r.id)";

    private final EntityManager em;
    private final String entity;

    /**
     * @param own    in whose transaction to read
     * @param entity the entity's name in queries
     */
    public ConsoleCredentialStore(KeycloakSession own, String entity) {
        this.em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.entity = entity;
    }

    /**
     * @param table the name in queries of the entity whose rows are divided
     * @param after the last id of the page before; empty for the first page
     * @return the page that follows
     */
    public IdPage page(String table, String after) {
        return IdPages.next(em, table, after);
    }

    /**
     * Takes rows whose lifetime may be over. A row states when it is to be looked at, and a use does not move that
     * time, which is indexed: the rows that have been used are told a later one.
     *
     * @param now     current time, epoch milliseconds
     * @param retryAt when a row whose lifetime is over is to be looked at again, if the caller cannot end it
     * @param max     most rows to return
     * @return the rows; some may have a lifetime that is not over; empty when there are no more
     */
    public List<DueRow> takeDue(long now, long retryAt, int max) {
        List<DueRow> due = em.createQuery("select r.id, r.realmId, r.userId, r.lastUsed, r.idleMillis, r.expiresAt"
                        + " from " + entity + " r where r.endedAt is null and r.checkAt <= :now", Object[].class)
                .setParameter("now", now)
                .setMaxResults(max)
                .getResultStream()
                .map(row -> new DueRow(id(row),
                        new Lifetime((long) row[3], (long) row[4], (long) row[5]).over(now).orElse(null)))
                .toList();
        Map<Boolean, List<String>> over = due.stream().collect(Collectors.partitioningBy(DueRow::over,
                Collectors.mapping(row -> row.id().id(), Collectors.toList())));
        checkAt(over.get(true), ":at", retryAt);
        // neither sum can overflow: a lifetime without end is the greatest number
        checkAt(over.get(false), "case when r.idleMillis < r.expiresAt - r.lastUsed then r.lastUsed + r.idleMillis"
                + " else r.expiresAt end", null);
        return due;
    }

    private void checkAt(List<String> ids, String at, Long parameter) {
        if (ids.isEmpty()) {
            return;
        }
        Query update = em.createQuery("update " + entity + " r set r.checkAt = " + at + " where r.id in :ids")
                .setParameter("ids", ids);
        if (parameter != null) {
            update.setParameter("at", parameter);
        }
        update.executeUpdate();
    }

    /**
     * @param page the page
     * @param max  most rows to return
     * @return rows of the page that have not been ended though they have no credential
     */
    public List<CredentialId> withoutCredential(IdPage page, int max) {
        return ids(IdPages.in(em, "select r.id, r.realmId, r.userId from " + entity + " r where r.endedAt is null and"
                + NO_CREDENTIAL, "r.id", page, max));
    }

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return ids of the owner's rows that have not been ended though they have no credential
     */
    public List<String> withoutCredential(String realmId, String userId) {
        return em.createQuery("select r.id from " + entity + " r where r.endedAt is null and r.realmId = :realm"
                        + " and r.userId = :user and " + NO_CREDENTIAL, String.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultList();
    }

    /**
     * @param type the credential type
     * @param page the page of Keycloak's table
     * @param max  most credentials to return
     * @return credentials of users whom Keycloak stores that represent no row, or one that has ended
     */
    public List<CredentialId> withoutRow(String type, IdPage page, int max) {
        return credentials("select k.id, u.realmId, u.id from CredentialEntity k join k.user u", type, page, max);
    }

    /**
     * @param type the credential type
     * @param page the page of Keycloak's table
     * @param max  most credentials to return
     * @return credentials of federated users that represent no row, or one that has ended
     */
    public List<CredentialId> federatedWithoutRow(String type, IdPage page, int max) {
        return credentials("select k.id, k.realmId, k.userId from FederatedUserCredentialEntity k", type, page, max);
    }

    private List<CredentialId> credentials(String select, String type, IdPage page, int max) {
        return ids(IdPages.in(em, select + " where k.type = :type and not exists (select 1 from " + entity
                + " r where r.id = k.id and r.endedAt is null)", "k.id", page, max).setParameter("type", type));
    }

    private static List<CredentialId> ids(TypedQuery<Object[]> query) {
        return query.getResultList().stream()
                .map(ConsoleCredentialStore::id)
                .toList();
    }

    private static CredentialId id(Object[] row) {
        return new CredentialId((String) row[0], (String) row[1], (String) row[2]);
    }

    /**
     * A row whose lifetime may be over.
     *
     * @param id     the row
     * @param reason {@link EndReason#EXPIRED} or {@link EndReason#IDLE}; null when its lifetime is not over
     */
    public record DueRow(CredentialId id, EndReason reason) {

        /** @return whether its lifetime is over */
        public boolean over() {
            return reason != null;
        }
    }

    /**
     * A row or its credential, and whose it is.
     *
     * @param id      the id that both have
     * @param realmId the realm
     * @param userId  the owner
     */
    public record CredentialId(String id, String realmId, String userId) {
    }
}
