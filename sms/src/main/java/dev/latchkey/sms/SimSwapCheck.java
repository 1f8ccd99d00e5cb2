package dev.latchkey.sms;

import org.keycloak.provider.Provider;

/**
 * Asks a telephone network when a number was moved to its present SIM card. Absent unless the operator sets
 * {@code http} up or installs another; a realm asks by its policy.
 */
public interface SimSwapCheck extends Provider {

    /**
     * Asks. Called in a request, whose session has the realm in its context and holds no database connection; it must
     * return within seconds, and log no number.
     *
     * @param number a number in the form of E.164
     * @return the answer; {@link SimSwap#UNKNOWN} where there is none
     */
    SimSwap ask(String number);
}
