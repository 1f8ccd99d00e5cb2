package dev.latchkey.webhook;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When this node next sends the events of which realm. Times are epoch milliseconds, as those of the events are. */
public final class DrainSchedule {

    private final Map<String, Long> times = new ConcurrentHashMap<>();

    /**
     * @param realmId the realm
     * @param at      when to look at its events; an earlier time that is planned already stays
     */
    public void plan(String realmId, long at) {
        times.merge(realmId, at, Math::min);
    }

    /**
     * Removes the realms that are due from the schedule.
     *
     * @param now current time
     * @return the ids of these realms
     */
    public List<String> take(long now) {
        List<String> due = times.entrySet().stream()
                .filter(time -> time.getValue() <= now)
                .map(Map.Entry::getKey)
                .toList();
        // before the realms are read: a time planned from here on may be for events that this run no longer sees
        due.forEach(times::remove);
        return due;
    }
}
