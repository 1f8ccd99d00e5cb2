package dev.latchkey.refreshtoken.jpa;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.refreshtoken.ReusePolicy;
import dev.latchkey.refreshtoken.SpendResult;
import dev.latchkey.refreshtoken.SpentToken;
import jakarta.persistence.EntityManager;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Remembers which refresh tokens were used, on all nodes and over restarts, in the table {@code LATCHKEY_SPENT_TOKEN},
 * whose primary key decides which request is first. A first use costs a SELECT and an INSERT. Keycloak compares whole
 * seconds when it looks for a token that was rotated away, so that within one second a token could be used again.
 */
public final class SpentTokens {

    private final KeycloakSession session;

    /** @param session the session to work in */
    public SpentTokens(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Spends a token in the request's own transaction: when that is rolled back, the token remains unspent. A
     * second request with a token of the same rank waits for the end of that transaction.
     *
     * @param token  the token
     * @param policy how it may be presented again
     * @return the result
     */
    public SpendResult spend(SpentToken token, ReusePolicy policy) {
        long now = Time.currentTimeMillis();
        if (!isSpent(token.rank()) && insert(token, now)) {
            return SpendResult.FIRST;
        }
        return presentAgain(token, policy, now) ? SpendResult.AGAIN : SpendResult.REUSED;
    }

    /** Asked first: on some databases an INSERT that violates the key breaks the request's whole transaction. */
    private boolean isSpent(String rank) {
        return !em().createQuery("select t.hash from SpentTokenEntity t where t.hash = :rank")
                .setParameter("rank", rank).getResultList().isEmpty();
    }

    /** @return false when another request was faster; its transaction is committed by then */
    private boolean insert(SpentToken token, long now) {
        try {
            // a statement and no entity: what has failed is not tried again when the request's transaction ends
            em().createQuery("insert into SpentTokenEntity (hash, realmId, userId, tokenHash, uses, spentAt, expiresAt)"
                            + " values (:rank, :realm, :user, :token, 1, :now, :expires)")
                    .setParameter("rank", token.rank())
                    .setParameter("realm", token.realmId())
                    .setParameter("user", token.userId())
                    .setParameter("token", token.hash())
                    .setParameter("now", now)
                    .setParameter("expires", token.expiresAtMillis())
                    .executeUpdate();
            return true;
        } catch (RuntimeException e) {
            if (!OwnTransaction.isOutrun(e)) {
                throw e;
            }
            // the first statement of this request that writes: nothing else is lost
            RequestTransaction.startOver(session);
            return false;
        }
    }

    /**
     * The successor is asked for in a statement of its own, since MySQL updates no table that it selects from. One that
     * is used in between changes nothing: both uses belong to the same chain, which has one next use. The row stays as
     * long as the token can be presented, which each use of an offline token may put off.
     */
    private boolean presentAgain(SpentToken token, ReusePolicy policy, long now) {
        long after = isSpent(token.nextRank()) ? Long.MAX_VALUE : policy.repeatableAfter(now);
        return em().createQuery("update SpentTokenEntity t set t.uses = t.uses + 1,"
                        + " t.expiresAt = greatest(t.expiresAt, :expires)"
                        + " where t.hash = :rank and t.tokenHash = :token and (t.uses <= :max or t.spentAt > :after)")
                .setParameter("expires", token.expiresAtMillis())
                .setParameter("rank", token.rank())
                .setParameter("token", token.hash())
                .setParameter("max", policy.maxReuse())
                .setParameter("after", after)
                .executeUpdate() == 1;
    }

    /**
     * Undoes {@link #spend} in the same request, which is refused after all.
     *
     * @param token the token, which was not {@link SpendResult#REUSED}
     */
    public void giveBack(SpentToken token) {
        boolean usedBefore = em().createQuery("update SpentTokenEntity t set t.uses = t.uses - 1"
                        + " where t.hash = :rank and t.tokenHash = :token and t.uses > 1")
                .setParameter("rank", token.rank())
                .setParameter("token", token.hash())
                .executeUpdate() == 1;
        if (!usedBefore) {
            em().createQuery("delete from SpentTokenEntity t where t.hash = :rank and t.tokenHash = :token")
                    .setParameter("rank", token.rank())
                    .setParameter("token", token.hash())
                    .executeUpdate();
        }
    }

    private EntityManager em() {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
