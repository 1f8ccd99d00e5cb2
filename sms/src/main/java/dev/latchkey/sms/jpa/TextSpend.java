package dev.latchkey.sms.jpa;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Counts what the texts of a realm cost on a day of UTC, on all nodes, in the rows of the table
 * {@code LATCHKEY_TEXT_SPEND}. No amount ever exceeds what may be spent: it is raised by one conditional UPDATE.
 */
public final class TextSpend {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** The rows of a day, in the order in which they are locked. */
    public enum Row {
        /** What texts have cost that are no second factor. */
        UNPROVEN("text-spend-unproven"),
        /** What all texts have cost. */
        ALL("text-spend");

        private final String id;

        Row(String id) {
            this.id = id;
        }
    }

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

    private String hash(Row row) {
        return MacMessage.of(realmId, row.id, String.valueOf(dayEnds)).sha256();
    }

    /**
     * Spends an amount.
     *
     * @param price the amount, more than 0
     * @param caps  the rows to which it is added, and the most that may stand in each
     * @return whether it was spent; false where a cap would be exceeded: then nothing was changed
     * @throws MissingRowException for the transaction's runner, the first time for each row of a day
     */
    public boolean take(long price, Map<Row, Long> caps) {
        // in this order everywhere, so that no two transactions wait for each other
        Set<Row> taken = EnumSet.noneOf(Row.class);
        for (Map.Entry<Row, Long> cap : new EnumMap<>(caps).entrySet()) {
            if (!take(cap.getKey(), price, cap.getValue())) {
                giveBack(price, taken);
                return false;
            }
            taken.add(cap.getKey());
        }
        return true;
    }

    private boolean take(Row row, long price, long most) {
        if (raise(row, price, most)) {
            return true;
        }
        if (isMissing(row)) {
            throw missing(row);
        }
        // another text may have created the row between the two statements
        return raise(row, price, most);
    }

    private boolean raise(Row row, long price, long most) {
        return em.createQuery("update TextSpendEntity t set t.spent = t.spent + :price"
                        + " where t.hash = :hash and t.spent <= :most")
                .setParameter("price", price)
                .setParameter("hash", hash(row))
                .setParameter("most", most - price)
                .executeUpdate() == 1;
    }

    /**
     * Undoes {@link #take}: what was paid for has certainly not left.
     *
     * @param price the amount
     * @param rows  the rows to which it was added
     */
    public void giveBack(long price, Set<Row> rows) {
        for (Row row : Row.values()) {
            if (rows.contains(row)) {
                giveBack(row, price);
            }
        }
    }

    private void giveBack(Row row, long price) {
        em.createQuery("update TextSpendEntity t set t.spent = t.spent - :price"
                        + " where t.hash = :hash and t.spent >= :price")
                .setParameter("price", price)
                .setParameter("hash", hash(row))
                .executeUpdate();
    }

    /**
     * @param row one of the day's rows
     * @return what stands in it
     */
    public long spent(Row row) {
        return em.createQuery("select t.spent from TextSpendEntity t where t.hash = :hash", Long.class)
                .setParameter("hash", hash(row))
                .getResultStream().findFirst().orElse(0L);
    }

    private boolean isMissing(Row row) {
        return em.createQuery("select t.hash from TextSpendEntity t where t.hash = :hash", String.class)
                .setParameter("hash", hash(row))
                .getResultList().isEmpty();
    }

    private MissingRowException missing(Row row) {
        return new MissingRowException(creating -> creating
                .createQuery("insert into TextSpendEntity (hash, realmId, spent, dayEnds)"
                        + " values (:hash, :realm, 0L, :ends) on conflict do nothing")
                .setParameter("hash", hash(row))
                .setParameter("realm", realmId)
                .setParameter("ends", dayEnds)
                .executeUpdate());
    }
}
