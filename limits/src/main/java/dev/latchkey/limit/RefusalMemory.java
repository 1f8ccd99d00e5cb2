package dev.latchkey.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a node remembers of refusals: which bucket is empty until when. Bounded; the oldest is forgotten first. */
public final class RefusalMemory {

    private static final int CAPACITY = 10_000;

    private final Map<String, Long> refusedUntil = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > CAPACITY;
        }
    };

    /**
     * @param demand    what was refused
     * @param nowMillis current time, epoch milliseconds
     * @param refused   the refusal
     */
    public synchronized void remember(RateDemand demand, long nowMillis, RateResult.Refused refused) {
        refusedUntil.put(key(demand), nowMillis + refused.retryAfterMillis());
    }

    /**
     * @param demand    what is about to be asked
     * @param nowMillis current time, epoch milliseconds
     * @return the refusal that still holds
     */
    public synchronized Optional<RateResult.Refused> recall(RateDemand demand, long nowMillis) {
        Long until = refusedUntil.get(key(demand));
        if (until == null) {
            return Optional.empty();
        }
        // the second where the clock was ahead when it was noted
        if (until <= nowMillis || until > demand.limit().latestMillis(nowMillis)) {
            refusedUntil.remove(key(demand));
            return Optional.empty();
        }
        return Optional.of(new RateResult.Refused(demand.limit(), until - nowMillis, true));
    }

    /** @param demand what may be admitted again */
    public synchronized void forget(RateDemand demand) {
        refusedUntil.remove(key(demand));
    }

    private static String key(RateDemand demand) {
        // an admin who changes a limit must not wait for the old refusal to end
        return demand.bucket() + '/' + demand.limit().count();
    }
}
