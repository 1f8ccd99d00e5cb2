package dev.latchkey.risk.provider;

/**
 * One value that is remembered of an account's sign-ins.
 *
 * @param feature  what it is a value of, such as {@code network}; {@code sign_ins} for all sign-ins,
 *                 {@code known_country} and {@code known_network} for those at which these were known,
 *                 {@code replay} and {@code email_change} for what was noticed besides
 * @param hash     the keyed hash of the value, from which the value cannot be told; empty where it is no value
 * @param signIns  how many sign-ins had it, of which older ones count less
 * @param lastSeen the time of the last one, epoch milliseconds
 * @param place    where the last sign-in came from, in whole degrees; empty where that is not known
 */
public record RememberedValue(String feature, String hash, double signIns, long lastSeen, String place) {
}
