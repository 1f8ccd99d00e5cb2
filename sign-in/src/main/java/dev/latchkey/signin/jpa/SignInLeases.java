package dev.latchkey.signin.jpa;

import dev.latchkey.common.tx.OwnTransaction;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The table {@code LATCHKEY_SIGN_IN_TURN}, which has a row while a request of a sign-in is served. Each call is a
 * transaction of its own, before which the request's transaction releases its connection.
 */
public final class SignInLeases {

    private final KeycloakSession session;

    /** @param session the request's session */
    public SignInLeases(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Takes a lease that no request holds.
     *
     * @param hash        hash of the sign-in's id
     * @param realmId     its realm
     * @param holder      id of the request
     * @param untilMillis when the lease expires, epoch milliseconds
     * @return false when a request holds it, or held it and has not released it
     */
    public boolean take(String hash, String realmId, String holder, long untilMillis) {
        return OwnTransaction.create(session, em -> em.createNativeQuery(
                        "insert into {h-schema}LATCHKEY_SIGN_IN_TURN (HASH, REALM_ID, HOLDER, HELD_UNTIL)"
                        + " values (:hash, :realm, :holder, :until)")
                .setParameter("hash", hash)
                .setParameter("realm", realmId)
                .setParameter("holder", holder)
                .setParameter("until", untilMillis)
                .executeUpdate());
    }

    /**
     * Takes over a lease that has expired without being released.
     *
     * @param hash        hash of the sign-in's id
     * @param holder      id of the request
     * @param nowMillis   current time, epoch milliseconds
     * @param untilMillis when the lease expires, epoch milliseconds
     * @return false when there is no lease, or it has not expired
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
     * @param hash      hash of the sign-in's id
     * @param nowMillis current time, epoch milliseconds
     * @return whether a request holds the lease and it has not expired
     */
    public boolean isHeld(String hash, long nowMillis) {
        return OwnTransaction.run(session, own -> !em(own)
                .createQuery("select t.hash from SignInLeaseEntity t where t.hash = :hash and t.heldUntil > :now")
                .setParameter("hash", hash)
                .setParameter("now", nowMillis)
                .getResultList().isEmpty());
    }

    /**
     * Releases a lease, unless another request has taken it over. May be called when the request's session is closed.
     *
     * @param factory Keycloak's session factory
     * @param hash    hash of the sign-in's id
     * @param holder  id of the request
     */
    public static void giveBack(KeycloakSessionFactory factory, String hash, String holder) {
        OwnTransaction.run(factory, own -> em(own).createNativeQuery(
                        "delete from {h-schema}LATCHKEY_SIGN_IN_TURN where HASH = :hash and HOLDER = :holder")
                .setParameter("hash", hash)
                .setParameter("holder", holder)
                .executeUpdate());
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
