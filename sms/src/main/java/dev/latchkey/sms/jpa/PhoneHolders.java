package dev.latchkey.sms.jpa;

import java.util.Optional;
import java.util.function.Predicate;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.OwnTransaction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Which account a telephone number names: one for each number and realm, across all nodes. A row alone proves nothing:
 * the account must still have the number and its proof.
 */
public final class PhoneHolders {

    private static final String KIND = "phone-holder";
    private static final int TRIES = 3;

    /**
     * The account that a number names.
     *
     * @param userId    the account
     * @param claimedAt when it claimed the number, epoch milliseconds
     */
    public record Holder(String userId, long claimedAt) {
    }

    private final KeycloakSession session;
    private final String realmId;

    /**
     * @param session the request's session
     * @param realmId the realm
     */
    public PhoneHolders(KeycloakSession session, String realmId) {
        this.session = session;
        this.realmId = realmId;
    }

    /**
     * @param number a number in the form of E.164
     * @return the account that claimed it last; empty when none has
     */
    public Optional<Holder> holder(String number) {
        return holder(session, id(number)).filter(holder -> holder.userId() != null);
    }

    /**
     * @param userId an account
     * @return whether any number names it
     */
    public boolean holdsAny(String userId) {
        return em(session).createQuery("select count(p) from PhoneHolderEntity p where p.realmId = :realm"
                        + " and p.userId = :user", Long.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getSingleResult() > 0;
    }

    /**
     * @param number a number in the form of E.164
     * @param userId an account
     * @return whether the number names it
     */
    public boolean holds(String number, String userId) {
        return holder(number).filter(holder -> holder.userId().equals(userId)).isPresent();
    }

    /**
     * Ends what other numbers name the account, with the transaction of the request.
     *
     * @param number the one that it keeps, in the form of E.164
     * @param userId the account
     */
    public void keepAlone(String number, String userId) {
        em(session).createQuery("update PhoneHolderEntity p set p.userId = null where p.realmId = :realm"
                        + " and p.userId = :user and p.id <> :id")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("id", id(number))
                .executeUpdate();
    }

    /**
     * Claims a number for an account, in a transaction of its own: of two claims at once, one sees the other.
     *
     * @param number a number in the form of E.164 that a code has just proven
     * @param userId the account
     * @param yields whether the present holder yields the number; not asked where there is none
     * @return whether the account has the number now; false when its holder does not yield it
     */
    public boolean claim(String number, String userId, Predicate<Holder> yields) {
        String id = id(number);
        if (holder(session, id).isEmpty()) {
            OwnTransaction.create(session, em -> insert(em, id));
        }
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Holder> seen = OwnTransaction.run(session, own -> holder(own, id));
            boolean held = seen.isPresent() && seen.get().userId() != null;
            if (held && seen.get().userId().equals(userId)) {
                return true;
            }
            if (seen.isEmpty() || held && !yields.test(seen.get())) {
                return false;
            }
            if (OwnTransaction.run(session, own -> moved(own, id, seen.get().userId(), userId))) {
                return true;
            }
        }
        return false;
    }

    private void insert(EntityManager em, String id) {
        PhoneHolderEntity row = new PhoneHolderEntity();
        row.id = id;
        row.realmId = realmId;
        row.claimedAt = Time.currentTimeMillis();
        em.persist(row);
    }

    private static boolean moved(KeycloakSession own, String id, String from, String to) {
        Query move = em(own).createQuery("update PhoneHolderEntity p set p.userId = :to, p.claimedAt = :now"
                        + " where p.id = :id and p.userId " + (from == null ? "is null" : "= :from"))
                .setParameter("to", to)
                .setParameter("now", Time.currentTimeMillis())
                .setParameter("id", id);
        if (from != null) {
            move.setParameter("from", from);
        }
        return move.executeUpdate() == 1;
    }

    private static Optional<Holder> holder(KeycloakSession session, String id) {
        return em(session).createQuery("select p.userId, p.claimedAt from PhoneHolderEntity p where p.id = :id",
                        Object[].class)
                .setParameter("id", id)
                .getResultStream()
                .map(row -> new Holder((String) row[0], (Long) row[1]))
                .findFirst();
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    private String id(String number) {
        return MacMessage.of(KIND, realmId, number).sha256();
    }
}
