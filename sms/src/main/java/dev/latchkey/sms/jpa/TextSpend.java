package dev.latchkey.sms.jpa;

import java.time.Duration;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Counts what the texts of a realm cost on a day of UTC, on all nodes, in the table {@code LATCHKEY_TEXT_SPEND}. The
 * amount never exceeds what may be spent: it is raised by one conditional UPDATE.
 */
public final class TextSpend {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

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

    private String hash() {
        return MacMessage.of(realmId, "text-spend", String.valueOf(dayEnds)).sha256();
    }

    /**
     * Spends an amount.
     *
     * @param price  the amount, more than 0
     * @param budget the most that may be spent on the day
     * @return whether it was spent; false where the budget would be exceeded
     * @throws MissingRowException for the transaction's runner, the first time on a day
     */
    public boolean take(long price, long budget) {
        int changed = em.createQuery("update TextSpendEntity t set t.spent = t.spent + :price"
                        + " where t.hash = :hash and t.spent <= :most")
                .setParameter("price", price)
                .setParameter("hash", hash())
                .setParameter("most", budget - price)
                .executeUpdate();
        if (changed == 0 && isMissing()) {
            throw missing();
        }
        return changed == 1;
    }

    /**
     * Undoes {@link #take}: what was paid for has certainly not left.
     *
     * @param price the amount
     */
    public void giveBack(long price) {
        em.createQuery("update TextSpendEntity t set t.spent = t.spent - :price"
                        + " where t.hash = :hash and t.spent >= :price")
                .setParameter("price", price)
                .setParameter("hash", hash())
                .executeUpdate();
    }

    /** @return what was spent on the day */
    public long spent() {
        return em.createQuery("select t.spent from TextSpendEntity t where t.hash = :hash", Long.class)
                .setParameter("hash", hash())
                .getResultStream().findFirst().orElse(0L);
    }

    private boolean isMissing() {
        return em.createQuery("select t.hash from TextSpendEntity t where t.hash = :hash", String.class)
                .setParameter("hash", hash())
                .getResultList().isEmpty();
    }

    private MissingRowException missing() {
        return new MissingRowException(creating -> creating
                .createQuery("insert into TextSpendEntity (hash, realmId, spent, dayEnds)"
                        + " values (:hash, :realm, 0L, :ends) on conflict do nothing")
                .setParameter("hash", hash())
                .setParameter("realm", realmId)
                .setParameter("ends", dayEnds)
                .executeUpdate());
    }
}
