package dev.latchkey.sms.jpa;

import java.time.Duration;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Counts what the texts of a realm cost on a day of UTC, on all nodes, in the table {@code LATCHKEY_TEXT_SPEND}: all of
 * them in one row, and those that are no second factor in another besides, which may come to half of the money. No
 * amount ever exceeds what may be spent: it is raised by one conditional UPDATE.
 */
public final class TextSpend {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final String ALL = "text-spend";
    private static final String UNPROVEN = "text-spend-unproven";

    private final EntityManager em;
    private final String realmId;
    private final long dayEnds;

    /**
     * @param session of the transaction to work in
     * @param realmId the realm
     * @param now     a moment of the day, epoch milliseconds
     */
    public TextSpend(KeycloakSession session, String realmId, long now) {
        this(session.getProvider(JpaConnectionProvider.class).getEntityManager(), realmId, now);
    }

    TextSpend(EntityManager em, String realmId, long now) {
        this.em = em;
        this.realmId = realmId;
        this.dayEnds = dayEnds(now);
    }

    /**
     * @param now a moment, epoch milliseconds
     * @return when its day of UTC ends, epoch milliseconds
     */
    public static long dayEnds(long now) {
        return (now / DAY_MILLIS + 1) * DAY_MILLIS;
    }

    private String hash(String row) {
        return MacMessage.of(realmId, row, String.valueOf(dayEnds)).sha256();
    }

    /**
     * @param budget the most that all texts of a day may cost
     * @return the most that those may cost which are no second factor
     */
    public static long unprovenShare(long budget) {
        return budget / 2;
    }

    /**
     * Spends an amount on a second factor.
     *
     * @param price  the amount, more than 0
     * @param budget the most that may be spent on the day
     * @return whether it was spent; false where the budget would be exceeded
     * @throws MissingRowException for the transaction's runner, the first time on a day
     */
    public boolean take(long price, long budget) {
        return take(ALL, price, budget);
    }

    /**
     * Spends an amount on a text that is no second factor.
     *
     * @param price  the amount, more than 0
     * @param budget the most that may be spent on the day, half of it on such texts
     * @return whether it was spent; false where either would be exceeded
     * @throws MissingRowException for the transaction's runner, the first two times on a day
     */
    public boolean takeUnproven(long price, long budget) {
        // in this order everywhere, so that no two transactions wait for each other
        if (!take(UNPROVEN, price, unprovenShare(budget))) {
            return false;
        }
        boolean taken = take(ALL, price, budget);
        if (!taken) {
            giveBack(UNPROVEN, price);
        }
        return taken;
    }

    private boolean take(String row, long price, long budget) {
        if (raise(row, price, budget)) {
            return true;
        }
        if (isMissing(row)) {
            throw missing(row);
        }
        // another text may have created the row between the two statements
        return raise(row, price, budget);
    }

    private boolean raise(String row, long price, long budget) {
        return em.createQuery("update TextSpendEntity t set t.spent = t.spent + :price"
                        + " where t.hash = :hash and t.spent <= :most")
                .setParameter("price", price)
                .setParameter("hash", hash(row))
                .setParameter("most", budget - price)
                .executeUpdate() == 1;
    }

    /**
     * Undoes {@link #take}: what was paid for has certainly not left.
     *
     * @param price the amount
     */
    public void giveBack(long price) {
        giveBack(ALL, price);
    }

    /**
     * Undoes {@link #takeUnproven}.
     *
     * @param price the amount
     */
    public void giveBackUnproven(long price) {
        giveBack(UNPROVEN, price);
        giveBack(ALL, price);
    }

    private void giveBack(String row, long price) {
        em.createQuery("update TextSpendEntity t set t.spent = t.spent - :price"
                        + " where t.hash = :hash and t.spent >= :price")
                .setParameter("price", price)
                .setParameter("hash", hash(row))
                .executeUpdate();
    }

    /** @return what was spent on the day, on all texts */
    public long spent() {
        return spent(ALL);
    }

    /** @return what was spent on the day, on texts that are no second factor */
    public long spentUnproven() {
        return spent(UNPROVEN);
    }

    private long spent(String row) {
        return em.createQuery("select t.spent from TextSpendEntity t where t.hash = :hash", Long.class)
                .setParameter("hash", hash(row))
                .getResultStream().findFirst().orElse(0L);
    }

    private boolean isMissing(String row) {
        return em.createQuery("select t.hash from TextSpendEntity t where t.hash = :hash", String.class)
                .setParameter("hash", hash(row))
                .getResultList().isEmpty();
    }

    private MissingRowException missing(String row) {
        return new MissingRowException(creating -> creating
                .createQuery("insert into TextSpendEntity (hash, realmId, spent, dayEnds)"
                        + " values (:hash, :realm, 0L, :ends) on conflict do nothing")
                .setParameter("hash", hash(row))
                .setParameter("realm", realmId)
                .setParameter("ends", dayEnds)
                .executeUpdate());
    }
}
