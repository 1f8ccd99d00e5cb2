package dev.latchkey.common.jpa;

import jakarta.persistence.EntityManager;

import java.util.List;

import dev.latchkey.common.turn.Turn;

/** The statements of the table {@code LATCHKEY_SIGN_IN_TURN}. A row is there while a request is served. */
public final class SignInTurns {

    private final EntityManager em;

    /** @param em of the transaction to work in */
    public SignInTurns(EntityManager em) {
        this.em = em;
    }

    /**
     * Takes a turn that nobody has; fails at the primary key where somebody has it.
     *
     * @param turn      whose
     * @param untilMillis when it ends by itself, epoch milliseconds
     */
    public void take(Turn turn, long untilMillis) {
        SignInTurnEntity row = new SignInTurnEntity();
        row.hash = turn.hash();
        row.realmId = turn.realmId();
        row.holder = turn.holder();
        row.heldUntil = untilMillis;
        em.persist(row);
    }

    /**
     * Takes a turn whose holder has not given it back in time.
     *
     * @param turn        whose
     * @param nowMillis   epoch milliseconds
     * @param untilMillis when it ends by itself, epoch milliseconds
     * @return false when there is none, or its time is not over
     */
    public boolean takeOver(Turn turn, long nowMillis, long untilMillis) {
        return em.createQuery("update SignInTurnEntity t set t.holder = :holder, t.heldUntil = :until"
                        + " where t.hash = :hash and t.heldUntil <= :now")
                .setParameter("holder", turn.holder())
                .setParameter("until", untilMillis)
                .setParameter("hash", turn.hash())
                .setParameter("now", nowMillis)
                .executeUpdate() == 1;
    }

    /**
     * @param turn      whose
     * @param nowMillis epoch milliseconds
     * @return whether a request has it whose time is not over
     */
    public boolean isHeld(Turn turn, long nowMillis) {
        List<?> held = em.createQuery("select t.hash from SignInTurnEntity t"
                        + " where t.hash = :hash and t.heldUntil > :now")
                .setParameter("hash", turn.hash())
                .setParameter("now", nowMillis)
                .getResultList();
        return !held.isEmpty();
    }

    /**
     * Gives a turn back, unless another request has taken it over.
     *
     * @param turn whose
     */
    public void giveBack(Turn turn) {
        em.createQuery("delete from SignInTurnEntity t where t.hash = :hash and t.holder = :holder")
                .setParameter("hash", turn.hash())
                .setParameter("holder", turn.holder())
                .executeUpdate();
    }
}
