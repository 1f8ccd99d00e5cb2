package dev.latchkey.credential.jpa;

import dev.latchkey.common.purge.SweptPage;
import dev.latchkey.credential.IdPage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;

/** Reads tables in pages, so that no statement reads all of a large one. */
public final class IdPages {

    private IdPages() {
    }

    /**
     * @param em     the transaction to read in
     * @param entity the entity's name in queries; its id attribute is {@code id}
     * @param after  the last id of the page before; empty for the first page
     * @return the page that follows, of {@link SweptPage#ROWS} rows at most
     */
    public static IdPage next(EntityManager em, String entity, String after) {
        return new IdPage(after, em.createQuery("select e.id from " + entity + " e where e.id > :after order by e.id",
                        String.class)
                .setParameter("after", after)
                .setFirstResult(SweptPage.ROWS - 1)
                .setMaxResults(1)
                .getResultStream().findFirst());
    }

    /**
     * Asks about one page.
     *
     * @param em    the transaction to read in
     * @param query that ends with a condition
     * @param id    the id in it
     * @param page  the page
     * @param max   most rows to return
     * @return the query, whose rows are in the order of the ids
     */
    public static TypedQuery<Object[]> in(EntityManager em, String query, String id, IdPage page, int max) {
        TypedQuery<Object[]> bounded = em.createQuery(query + " and " + id + " > :after"
                        + (page.end().isPresent() ? " and " + id + " <= :end" : "") + " order by " + id, Object[].class)
                .setParameter("after", page.after())
                .setMaxResults(max);
        page.end().ifPresent(end -> bounded.setParameter("end", end));
        return bounded;
    }
}
