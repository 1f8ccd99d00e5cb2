package dev.latchkey.common.limit;

import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/**
 * Limits rates over all nodes: one row a bucket, one conditional UPDATE for what is asked at once (ASVS 2.4.1, 6.6.3).
 * A refusal is remembered by the node until it is over, so that a flood costs no database.
 */
public interface RateLimiter extends Provider {

    /**
     * Looks into this node's memory of refusals only, without the database. Ask this first.
     *
     * @param demands what is about to be asked for
     * @return {@link RateResult.Refused} if one of them is known to be refused still
     */
    RateResult recall(List<RateDemand> demands);

    /**
     * Takes one unit of every bucket, in the transaction of the session that the provider belongs to.
     * Run it inside {@link dev.latchkey.common.tx.OwnTransaction} and roll that back on a refusal, so that a refused
     * demand spends nothing; but commit it where the rate blocks, which therefore is asked for alone.
     *
     * @param demands what is asked for; an empty list is admitted. Where several buckets belong to one owner, the first
     *                is one of them, so that its requests wait for each other there
     * @return whether all of it was taken
     * @throws dev.latchkey.common.tx.MissingRowException for the transaction's runner, the first time
     */
    RateResult take(List<RateDemand> demands);

    /**
     * Gives out a unit of a large rate that this node has taken in advance, without the database.
     *
     * @param demand what is asked for
     * @return false when this node holds none
     */
    boolean spend(RateDemand demand);

    /**
     * Takes one unit of a large rate in a transaction of its own, and more in advance where the bucket is asked often.
     * Of a node, one request at a time asks the database for a bucket, and the others wait for what it gets; if that
     * takes long, each asks for a unit of its own. The limit is never exceeded; while other nodes hold units, this one
     * may refuse too early ({@link PermitLease}).
     *
     * @param session the request's session
     * @param demand  what is asked for
     * @return whether it was taken
     */
    RateResult lease(KeycloakSession session, RateDemand demand);
}
