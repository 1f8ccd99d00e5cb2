package dev.latchkey.sms.gateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.sms.SimSwap;

/** Remembers what a network has said of SIM cards for as long as a sign-in takes. Bounded; of this node alone. */
final class SwapMemory {

    private static final int SIZE = 10_000;
    private static final Duration KNOWN = Duration.ofMinutes(5);
    /** A network that fails must not cost each request of a sign-in its timeout. */
    private static final Duration UNKNOWN = Duration.ofSeconds(15);

    /**
     * An answer.
     *
     * @param swap  what it says
     * @param until when it is forgotten, nanoseconds
     */
    private record Kept(SimSwap swap, long until) {
    }

    private final LongSupplier clock;
    private final Map<String, Kept> answers = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > SIZE;
        }
    };

    /** @param clock gives nanoseconds */
    SwapMemory(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized Optional<SimSwap> recall(String realmId, String number) {
        return Optional.ofNullable(answers.get(key(realmId, number)))
                .filter(kept -> kept.until() - clock.getAsLong() > 0).map(Kept::swap);
    }

    synchronized void keep(String realmId, String number, SimSwap swap) {
        String key = key(realmId, number);
        answers.remove(key);
        answers.put(key, new Kept(swap, clock.getAsLong() + (swap.known() ? KNOWN : UNKNOWN).toNanos()));
    }

    private static String key(String realmId, String number) {
        return MacMessage.of(realmId, "sim-swap", number).sha256();
    }
}
