package dev.latchkey.common.jpa;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.purge.Purge;
import jakarta.persistence.EntityManager;

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
     * @return how many rows were deleted
     */
    protected int deleteBatch(String id, String condition, long limit) {
        List<?> ids = em.createQuery("select e." + id + " from " + entity + " e where " + condition)
                .setParameter("limit", limit)
                .setMaxResults(BATCH)
                .getResultList();
        // the condition again: a row may have been used since it was read
        return ids.isEmpty() ? 0
                : em.createQuery("delete from " + entity + " e where e." + id + " in :ids and (" + condition + ")")
                        .setParameter("ids", ids)
                        .setParameter("limit", limit)
                        .executeUpdate();
    }

    /**
     * Deletes one batch likewise of an entity whose id has several parts and begins with {@code realmId} and
     * {@code userId}.
     *
     * @param condition on the row {@code e}, with the parameter {@code :limit}
     * @param limit     the parameter's value
     * @return how many rows were deleted
     */
    protected int deleteBatchOfUsers(String condition, long limit) {
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
        return deleted;
    }

    /**
     * Which rows are worth nothing without the user whom their attribute {@code userId} names.
     *
     * @return a condition on the row {@code e}; empty where no row is
     */
    protected Optional<String> boundToUser() {
        return Optional.of("e.userId is not null");
    }

    @Override
    public int orphans() {
        int deleted = orphans("realmId", "not exists (select 1 from RealmEntity r where r.id = e.realmId)");
        // the id of a user that Keycloak does not store begins with the component that does
        return deleted + boundToUser().map(bound ->
                orphans("userId", bound + " and e.userId not like 'f:%'"
                        + " and not exists (select 1 from UserEntity u where u.id = e.userId)")
                + orphans("userId", bound + " and e.userId like 'f:%'"
                        + " and not exists (select 1 from ComponentEntity c"
                        + " where e.userId like concat('f:', c.id, ':%'))")).orElse(0);
    }

    private int orphans(String owner, String condition) {
        List<?> owners = em.createQuery("select distinct e." + owner + " from " + entity + " e where " + condition)
                .setMaxResults(BATCH)
                .getResultList();
        return owners.isEmpty() ? 0
                : em.createQuery("delete from " + entity + " e where " + condition + " and e." + owner + " in :owners")
                        .setParameter("owners", owners)
                        .executeUpdate();
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
