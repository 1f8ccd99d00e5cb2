package dev.latchkey.risk;

import java.util.Locale;

/**
 * What by itself speaks against a sign-in, whatever the histories say. Each multiplies the likelihood ratio; the
 * factors are decisions of this project, not taken from a paper.
 */
public enum RiskSignal {

    /** Too far from the place of the sign-in before, for the time between the two. */
    IMPOSSIBLE_TRAVEL(20),
    /** The address is on a list of the operator, who has decided: high at the default threshold, however usual. */
    LISTED_ADDRESS(500),
    /** The address is on the operator's list of networks that hide their users. */
    ANONYMOUS_NETWORK(5),
    /** Failed attempts at this account just before. */
    FAILURES_BEFORE(2),
    /** A credential of the account was created within the last days. */
    CREDENTIAL_CHANGED(3),
    /** The owner's e-mail address, to which codes and notices go, was changed within the last days. */
    EMAIL_CHANGED(3),
    /** An old secret of a trusted device or an app was presented just before: it was copied. */
    SECRET_REPLAYED(10);

    private final double factor;

    RiskSignal(double factor) {
        this.factor = factor;
    }

    /** @return what the likelihood ratio is multiplied by, more than 1 */
    public double factor() {
        return factor;
    }

    /** @return the id in settings, events and meters; it never changes */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
