package dev.latchkey.risk;

import java.util.Optional;
import java.util.Set;

import dev.latchkey.geoip.Coordinates;

/**
 * What the request of a sign-in shows.
 *
 * @param address  the client's address as Keycloak resolves it; what a proxy has sent instead may be any text
 * @param features the values that the model compares with the histories
 * @param place    where the address is; empty where no file of the operator tells
 * @param signals  what the account's state shows besides, as far as the realm wants to know
 * @param atMillis the time of the request, epoch milliseconds
 */
public record ObservedSignIn(String address, SignInFeatures features, Optional<Coordinates> place,
        Set<RiskSignal> signals, long atMillis) {

    /** Makes an immutable copy of the signals. */
    public ObservedSignIn {
        signals = Set.copyOf(signals);
    }
}
