package dev.latchkey.limit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides a limited resource of a node, such as threads that wait, between claimants. One claimant gets at most half of
 * all, the next one half of what is left, and the last quarter is for claimants that have none: each of them gets one.
 */
public final class FairShares {

    private final int total;
    private final int most;
    private final int reserve;
    private final Map<String, Integer> held = new HashMap<>();
    private final Map<String, Runnable> waiting = new LinkedHashMap<>();
    private int used;

    /**
     * @param total how many there are, 1 or more
     * @param most  how many one claimant may have
     */
    public FairShares(int total, int most) {
        this.total = total;
        this.most = most;
        this.reserve = total / 4;
    }

    /**
     * Takes one, unless the claimant has its share.
     *
     * @param claimant who asks
     * @return whether one was taken; the caller must {@link #release} it
     */
    public synchronized boolean take(String claimant) {
        int has = held.getOrDefault(claimant, 0);
        int free = total - used;
        if (free == 0 || has >= most || has > 0 && free <= Math.max(has, reserve)) {
            return false;
        }
        held.merge(claimant, 1, Integer::sum);
        used++;
        return true;
    }

    /**
     * Takes one, or registers a callback for when it is worth asking again.
     *
     * @param claimant who asks
     * @param freed    runs once, after another claimant has released one; must be quick
     * @return whether one was taken
     */
    public synchronized boolean takeOrWait(String claimant, Runnable freed) {
        boolean taken = take(claimant);
        if (taken) {
            waiting.remove(claimant);
        } else {
            waiting.put(claimant, freed);
        }
        return taken;
    }

    /**
     * Releases one; does nothing for a claimant that has none.
     *
     * @param claimant who has taken it
     */
    public void release(String claimant) {
        List<Runnable> freed;
        synchronized (this) {
            if (held.containsKey(claimant)) {
                held.computeIfPresent(claimant, (name, has) -> has == 1 ? null : has - 1);
                used--;
            }
            freed = new ArrayList<>(waiting.values());
            waiting.clear();
        }
        freed.forEach(Runnable::run);
    }

    /** @return how many are taken now, by all claimants */
    public synchronized int used() {
        return used;
    }
}
