package dev.latchkey.limit;

import java.util.Optional;

/**
 * The result of one transaction that takes a unit of a large rate.
 *
 * @param result whether a unit was taken
 * @param lease  what the node is to remember of it once it is committed; empty for nothing
 */
public record LeaseResult(RateResult result, Optional<PermitLease> lease) {
}
