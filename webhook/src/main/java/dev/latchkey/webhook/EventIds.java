package dev.latchkey.webhook;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Makes ids that sort in the order in which this node made them, and by time between nodes. */
public final class EventIds {

    private static final String PREFIX = "evt_";
    private static final int COUNTER_BITS = 16;

    private final AtomicLong last = new AtomicLong();
    private final RandomGenerator random;

    /** @param random source of the part that distinguishes the nodes */
    public EventIds(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param nowMillis current time, epoch milliseconds
     * @return an id of 36 characters, greater than all before, also when the clock was set back
     */
    public String next(long nowMillis) {
        long order = last.updateAndGet(before -> Math.max(before + 1, nowMillis << COUNTER_BITS));
        return PREFIX + HexFormat.of().toHexDigits(order) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
