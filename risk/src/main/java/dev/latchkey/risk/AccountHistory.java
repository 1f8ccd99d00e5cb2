package dev.latchkey.risk;

import java.util.Optional;
import java.util.OptionalLong;

import dev.latchkey.geoip.Coordinates;

/**
 * What is kept of an account, as far as one sign-in is compared with it.
 *
 * @param values     how often it has signed in, and with the values at hand
 * @param place      where its last sign-in came from; empty where that is not known
 * @param lastSeen   time of its last sign-in, epoch milliseconds; 0 where there is none
 * @param erased     whether its history was erased, and no sign-in was remembered since
 * @param replayedAt when an old secret of one of its devices or apps was presented last, epoch milliseconds
 */
public record AccountHistory(FeatureHistory values, Optional<Coordinates> place, long lastSeen, boolean erased,
        OptionalLong replayedAt) {

    /** An account that has never signed in. */
    public static final AccountHistory NONE =
            new AccountHistory(FeatureHistory.EMPTY, Optional.empty(), 0, false, OptionalLong.empty());
}
