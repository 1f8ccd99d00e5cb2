package dev.latchkey.limit;

import java.util.List;
import java.util.Optional;

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
     * Gives units back to a bucket, in the transaction of the session that the provider belongs to. A bucket never
     * holds more than its rate's count, and one that no unit was taken from stays as it is.
     *
     * @param demand the bucket
     * @param units  how many, 1 or more
     */
    void giveBack(RateDemand demand, int units);

    /**
     * Takes one unit of a large rate, and more in advance where the bucket is asked often.
     *
     * @param demand what is asked for
     * @param latest what this node knows of the bucket, a lease that gives out no more units; empty for nothing
     * @return whether it was taken, and what this node knows of the bucket then
     * @throws dev.latchkey.common.tx.MissingRowException for the transaction's runner, the first time
     */
    LeaseResult takeMore(RateDemand demand, Optional<PermitLease> latest);

    /** @return what this node has taken in advance */
    PermitLeases leases();
}
