package dev.latchkey.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When this node sends the events of which realm. Each planned time is kept until it has come, also when an earlier one
 * comes first: what is due later is not seen then. Times are epoch milliseconds, as those of the events are.
 */
public final class DrainSchedule {

    /** Times are rounded up to multiples of this, so that a realm has few of them. */
    private static final int STEP = 100;

    private final Map<String, NavigableSet<Long>> times = new ConcurrentHashMap<>();

    /**
     * @param realmId the realm
     * @param at      when to look at its events, besides the times that are planned already
     */
    public void plan(String realmId, long at) {
        times.compute(realmId, (id, planned) -> {
            NavigableSet<Long> all = planned == null ? new TreeSet<>() : planned;
            all.add(Math.floorDiv(at + STEP - 1, STEP) * STEP);
            return all;
        });
    }

    /**
     * Removes the times that have come from the schedule.
     *
     * @param now current time
     * @return the ids of the realms that had one
     */
    public List<String> take(long now) {
        // before the realms are read: a time planned from here on may be for events that this run no longer sees
        List<String> due = new ArrayList<>();
        times.keySet().forEach(realmId -> times.computeIfPresent(realmId, (id, planned) -> {
            if (planned.removeIf(at -> at <= now)) {
                due.add(id);
            }
            return planned.isEmpty() ? null : planned;
        }));
        return due;
    }
}
