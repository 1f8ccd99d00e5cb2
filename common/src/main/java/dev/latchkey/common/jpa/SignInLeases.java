package dev.latchkey.common.jpa;

import dev.latchkey.common.tx.OwnTransaction;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The table {@code LATCHKEY_SIGN_IN_TURN}, in which a row stands while a request is served. Each call is a transaction
 * of its own, before which the request's gives its connection back.
 */
public final class SignInLeases {

    private final KeycloakSession session;

    /** @param session the request's session */
    public SignInLeases(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Takes a turn that no request has.
     *
     * @param hash        stands for the sign-in
     * @param realmId     its realm
     * @param holder      stands for the request
     * @param untilMillis when it ends by itself, epoch milliseconds
     * @return false when a request has it, or had it and has not given it back
     */
    public boolean take(String hash, String realmId, String holder, long untilMillis) {
        return OwnTransaction.create(session, em -> {
            SignInLeaseEntity row = new SignInLeaseEntity();
            row.hash = hash;
            row.realmId = realmId;
            row.holder = holder;
            row.heldUntil = untilMillis;
            em.persist(row);
        });
    }

    /**
     * Takes a turn that was not given back in time.
     *
     * @param hash        stands for the sign-in
     * @param holder      stands for the request
     * @param nowMillis   epoch milliseconds
     * @param untilMillis when it ends by itself, epoch milliseconds
     * @return false when there is none, or its time is not over
     */
    public boolean takeOver(String hash, String holder, long nowMillis, long untilMillis) {
        return OwnTransaction.run(session, own -> em(own)
                .createQuery("update SignInLeaseEntity t set t.holder = :holder, t.heldUntil = :until"
                        + " where t.hash = :hash and t.heldUntil <= :now")
                .setParameter("holder", holder)
                .setParameter("until", untilMillis)
                .setParameter("hash", hash)
                .setParameter("now", nowMillis)
                .executeUpdate()) == 1;
    }

    /**
     * @param hash      stands for the sign-in
     * @param nowMillis epoch milliseconds
     * @return whether a request has its turn, the time of which is not over
     */
    public boolean isHeld(String hash, long nowMillis) {
        return OwnTransaction.run(session, own -> !em(own)
                .createQuery("select t.hash from SignInLeaseEntity t where t.hash = :hash and t.heldUntil > :now")
                .setParameter("hash", hash)
                .setParameter("now", nowMillis)
                .getResultList().isEmpty());
    }

    /**
     * Gives a turn back, unless another request has taken it over. May be called when the request's session is closed.
     *
     * @param factory Keycloak's session factory
     * @param hash    stands for the sign-in
     * @param holder  stands for the request
     */
    public static void giveBack(KeycloakSessionFactory factory, String hash, String holder) {
        OwnTransaction.run(factory, own -> em(own)
                .createQuery("delete from SignInLeaseEntity t where t.hash = :hash and t.holder = :holder")
                .setParameter("hash", hash)
                .setParameter("holder", holder)
                .executeUpdate());
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
