package dev.latchkey.risk;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.geoip.Coordinates;

/**
 * What is kept of an account, as far as one sign-in is compared with it.
 *
 * @param values     how often it has signed in, and with the values at hand
 * @param place      where its last sign-in came from; empty where that is not known
 * @param lastSeen   time of its last sign-in, epoch milliseconds; 0 where there is none
 * @param erased     whether its history was erased, and no sign-in was remembered since
 * @param marks    when each of these was noticed last, epoch milliseconds; absent is never
 */
public record AccountHistory(FeatureHistory values, Optional<Coordinates> place, long lastSeen, boolean erased,
        Map<AccountMark, Long> marks) {

    /** An account that has never signed in. */
    public static final AccountHistory NONE =
            new AccountHistory(FeatureHistory.EMPTY, Optional.empty(), 0, false, Map.of());

    /** Copies the map. */
    public AccountHistory {
        marks = Map.copyOf(marks);
    }

    /** Whether it was noticed within so many milliseconds before a time. */
    boolean isMarked(AccountMark mark, long atMillis, long withinMillis) {
        Long noticed = marks.get(mark);
        return noticed != null && atMillis - noticed < withinMillis;
    }
}
