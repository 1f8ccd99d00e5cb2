package dev.latchkey.common.jpa;

import jakarta.persistence.EntityManager;

import java.util.List;

import dev.latchkey.common.purge.Purge;

/**
 * Purges one entity: what has expired, and what belonged to a removed user or realm. The entity has the attribute
 * {@code realmId}, and {@code userId} where its rows belong to users.
 */
public abstract class JpaPurge implements Purge {

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
        return ids.isEmpty() ? 0 : em.createQuery("delete from " + entity + " e where e." + id + " in :ids")
                .setParameter("ids", ids)
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
