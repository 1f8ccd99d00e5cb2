package dev.latchkey.secretcode.jpa;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;

/**
 * Serializes transactions that change the rows of one owner, by a lock of the oldest row, which is the
 * same for all of them until it ends. One lock each, taken by primary key: transactions that lock all rows, while
 * others add some, wait for each other in a circle, and a lock of whatever a condition finds, and of nothing most of
 * all, keeps others from inserting beside it on some databases.
 */
public final class RowLock {

    /** How often another row has become the oldest one while this transaction waited, before it goes on without. */
    private static final int LOOKS = 10;

    private RowLock() {
    }

    /**
     * @param em    in whose transaction to lock
     * @param type  the entity, which has the attributes {@code id} and {@code endedAt}
     * @param id    an entity's id
     * @param query ids of the rows that have not ended, the newest first
     * @return these rows, detached, in that order, as they are once the lock is held. Where there are none, nothing is
     *         locked, and two that add the first ones at once do not see each other: a caller that has to know
     *         reads again after its commit
     */
    public static <T> List<T> of(EntityManager em, Class<T> type, Function<T, String> id,
            Supplier<List<String>> query) {
        List<String> known = query.get();
        for (int look = 0; look < LOOKS && !known.isEmpty(); look++) {
            boolean stands = lock(em, type, known.get(known.size() - 1));
            known = query.get();
            if (stands) {
                break;
            }
        }
        return known.isEmpty() ? List.of() : read(em, type, id, known);
    }

    private static <T> boolean lock(EntityManager em, Class<T> type, String id) {
        List<T> rows = select(em, type, List.of(id)).setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList();
        rows.forEach(em::detach);
        return !rows.isEmpty();
    }

    private static <T> List<T> read(EntityManager em, Class<T> type, Function<T, String> id, List<String> order) {
        List<T> rows = select(em, type, order).getResultList();
        rows.forEach(em::detach);
        return rows.stream().sorted(Comparator.comparingInt(row -> order.indexOf(id.apply(row)))).toList();
    }

    private static <T> TypedQuery<T> select(EntityManager em, Class<T> type, List<String> ids) {
        return em.createQuery("select r from " + type.getSimpleName() + " r where r.id in :ids"
                + " and r.endedAt is null", type).setParameter("ids", ids);
    }
}
