package dev.latchkey.webhook;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When this node is to look after which realm's events. Times are epoch milliseconds, as those of the events are. */
public final class DrainSchedule {

    private final Map<String, Long> turns = new ConcurrentHashMap<>();

    /**
     * @param realmId the realm
     * @param at      when to look; an earlier time that is planned already stays
     */
    public void plan(String realmId, long at) {
        turns.merge(realmId, at, Math::min);
    }

    /**
     * Takes what is to be done now off the agenda.
     *
     * @param now current time
     * @return the realms
     */
    public List<String> take(long now) {
        List<String> due = turns.entrySet().stream()
                .filter(turn -> turn.getValue() <= now)
                .map(Map.Entry::getKey)
                .toList();
        // before anybody looks: what is planned from here on may be about events that come too late for this turn
        due.forEach(turns::remove);
        return due;
    }
}
