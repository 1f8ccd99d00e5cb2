package dev.latchkey.common.jpa;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.common.purge.SweptPage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import org.hibernate.LockOptions;
import org.hibernate.jpa.SpecHints;
import org.keycloak.models.jpa.entities.RealmEntity;

/**
 * Purges one entity: what has expired, and what belonged to a removed user or realm. The entity has the attribute
 * {@code realmId}, and {@code userId} where its rows belong to users.
 */
public abstract class JpaPurge implements Purge {

    /** Works in the session's transaction. */
    protected final EntityManager em;
    private final String entity;

    /**
     * @param em     of the transaction to work in
     * @param entity the entity's name in queries
     */
    protected JpaPurge(EntityManager em, String entity) {
        this.em = em;
        this.entity = entity;
    }

    /**
     * Deletes one batch of the rows that a condition names.
     *
     * @param id        the entity's id attribute
     * @param condition on the row {@code e}, with the parameter {@code :limit}
     * @param limit     the parameter's value
     * @return what was deleted
     */
    protected PurgedBatch deleteBatch(String id, String condition, long limit) {
        List<?> ids = em.createQuery("select e." + id + " from " + entity + " e where " + condition)
                .setParameter("limit", limit)
                .setMaxResults(BATCH)
                .getResultList();
        // the condition again: a row may have been used since it was read
        return PurgedBatch.of(ids.isEmpty() ? 0
                : em.createQuery("delete from " + entity + " e where e." + id + " in :ids and (" + condition + ")")
                        .setParameter("ids", ids)
                        .setParameter("limit", limit)
                        .executeUpdate());
    }

    /**
     * Deletes one batch of the rows that are due, unless they are in use; those are due again later. What tells of a
     * use need not be indexed, which would make each use dearer.
     *
     * @param id        the entity's id attribute
     * @param due       the attribute that states when the row is due
     * @param condition names the rows {@code e} that are not in use, with the parameter {@code :limit}
     * @param later     when the others are due again, with the same parameter; later than it
     * @param limit     rows that are due before are looked at
     * @return what was deleted; more when the batch was full, whatever was deleted
     */
    protected PurgedBatch deleteOrPostpone(String id, String due, String condition, String later, long limit) {
        String isDue = "e." + due + " < :limit";
        // a row that a request holds is left to the next run: neither waits for the other
        List<?> ids = em.createQuery("select e from " + entity + " e where " + isDue, Object.class)
                .setParameter("limit", limit)
                .setMaxResults(BATCH)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(SpecHints.HINT_SPEC_LOCK_TIMEOUT, LockOptions.SKIP_LOCKED)
                .getResultStream()
                .map(em.getEntityManagerFactory().getPersistenceUnitUtil()::getIdentifier)
                .toList();
        if (ids.isEmpty()) {
            return PurgedBatch.of(0);
        }
        String where = " where e." + id + " in :ids and " + isDue;
        int deleted = change("delete from " + entity + " e" + where + " and " + condition, ids, limit);
        change("update " + entity + " e set e." + due + " = " + later + where, ids, limit);
        return new PurgedBatch(deleted, ids.size() == BATCH);
    }

    private int change(String statement, List<?> ids, long limit) {
        return em.createQuery(statement).setParameter("ids", ids).setParameter("limit", limit).executeUpdate();
    }

    /**
     * Deletes one batch likewise of an entity whose id has several parts and begins with {@code realmId} and
     * {@code userId}.
     *
     * @param condition on the row {@code e}, with the parameter {@code :limit}
     * @param limit     the parameter's value
     * @return what was deleted
     */
    protected PurgedBatch deleteBatchOfUsers(String condition, long limit) {
        Map<String, Set<String>> owners = em.createQuery("select e.realmId, e.userId from " + entity + " e where "
                        + condition, Object[].class)
                .setParameter("limit", limit)
                .setMaxResults(BATCH)
                .getResultStream()
                .collect(Collectors.groupingBy(row -> (String) row[0],
                        Collectors.mapping(row -> (String) row[1], Collectors.toSet())));
        int deleted = 0;
        for (Map.Entry<String, Set<String>> realm : owners.entrySet()) {
            deleted += em.createQuery("delete from " + entity + " e where e.realmId = :realm and e.userId in :users"
                            + " and (" + condition + ")")
                    .setParameter("realm", realm.getKey())
                    .setParameter("users", realm.getValue())
                    .setParameter("limit", limit)
                    .executeUpdate();
        }
        return PurgedBatch.of(deleted);
    }

    /**
     * Which rows are worth nothing without the user whom their attribute {@code userId} names.
     *
     * @return a condition on the row {@code e}; empty where no row is
     */
    protected Optional<String> boundToUser() {
        return Optional.of("e.userId is not null");
    }

    /** A page ends with a user and the rows of a realm's users in order, or with a realm that has none. */
    @Override
    public SweptPage sweep(String after) {
        Position from = after.isEmpty() ? nextRealm("") : Position.parse(after);
        if (from == null) {
            return SweptPage.last(0);
        }
        if (em.find(RealmEntity.class, from.realmId) == null) {
            realmRemoved(from.realmId);
            return page(1, nextRealm(from.realmId));
        }
        Optional<String> bound = boundToUser();
        if (bound.isEmpty()) {
            return page(0, nextRealm(from.realmId));
        }
        Position end = end(from);
        // the id of a user that Keycloak does not store begins with the component that does
        int deleted = orphans(from, end, bound.get() + " and e.userId not like 'f:%'"
                + " and not exists (select 1 from UserEntity u where u.id = e.userId)")
                + orphans(from, end, bound.get() + " and e.userId like 'f:%' and not exists (select 1"
                + " from ComponentEntity c where e.userId like concat('f:', c.id, ':%'))");
        return page(deleted, end == null ? nextRealm(from.realmId) : end);
    }

    private static SweptPage page(int deleted, Position end) {
        return new SweptPage(deleted, Optional.ofNullable(end).map(Position::toString));
    }

    /** Before the first user of the realm that follows; null after the last realm. */
    private Position nextRealm(String realmId) {
        String next = em.createQuery("select min(e.realmId) from " + entity + " e where e.realmId > :realm",
                        String.class).setParameter("realm", realmId).getSingleResult();
        return next == null ? null : new Position(next, "");
    }

    /** The last user of a page; null when it is the realm's last page. */
    private Position end(Position from) {
        return em.createQuery("select e.userId from " + entity + " e where e.realmId = :realm"
                        + " and e.userId > :after order by e.userId", String.class)
                .setParameter("realm", from.realmId)
                .setParameter("after", from.userId)
                .setFirstResult(SweptPage.ROWS - 1)
                .setMaxResults(1)
                .getResultStream().findFirst()
                .map(userId -> new Position(from.realmId, userId)).orElse(null);
    }

    private int orphans(Position from, Position end, String condition) {
        Query delete = em.createQuery("delete from " + entity + " e where e.realmId = :realm and e.userId > :after"
                        + (end == null ? "" : " and e.userId <= :end") + " and " + condition)
                .setParameter("realm", from.realmId)
                .setParameter("after", from.userId);
        if (end != null) {
            delete.setParameter("end", end.userId);
        }
        return delete.executeUpdate();
    }

    /** After the rows of a user, in the order of the ids. Keycloak allows no slash in a realm's id. */
    private record Position(String realmId, String userId) {

        static Position parse(String text) {
            String[] parts = text.split("/", 2);
            return new Position(parts[0], parts[1]);
        }

        @Override
        public String toString() {
            return realmId + "/" + userId;
        }
    }

    @Override
    public void userRemoved(String realmId, String userId) {
        em.createQuery("delete from " + entity + " e where e.realmId = :realm and e.userId = :user")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate();
    }

    @Override
    public void realmRemoved(String realmId) {
        em.createQuery("delete from " + entity + " e where e.realmId = :realm")
                .setParameter("realm", realmId)
                .executeUpdate();
    }

    @Override
    public void close() {
    }
}
