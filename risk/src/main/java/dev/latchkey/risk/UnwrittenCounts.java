package dev.latchkey.risk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts of sign-ins, by realm, that no row has yet. A flood changes numbers, and adds a bounded number of them. */
public final class UnwrittenCounts {

    /** Most different ones; further ones are not counted until these were taken. */
    static final int MOST = 10_000;

    private final Map<Key, DailyRisk.Counts> counts = new HashMap<>();

    private record Key(String realmId, long day, String clientId, DailyRisk.Outcome outcome) {
    }

    /**
     * @param realmId the realm
     * @param more    what to add
     * @return whether these are the first since {@link #take}, so that the caller must have them written
     */
    public synchronized boolean add(String realmId, DailyRisk more) {
        Key key = new Key(realmId, more.day(), more.clientId(), more.outcome());
        boolean first = counts.isEmpty();
        if (counts.size() < MOST || counts.containsKey(key)) {
            counts.merge(key, more.counts(), DailyRisk.Counts::plus);
        }
        return first;
    }

    /** @return all counts, by realm, which are forgotten */
    public synchronized Map<String, List<DailyRisk>> take() {
        Map<String, List<DailyRisk>> taken = counts.entrySet().stream().collect(Collectors.groupingBy(
                count -> count.getKey().realmId(), Collectors.mapping(count -> new DailyRisk(count.getKey().day(),
                        count.getKey().clientId(), count.getKey().outcome(), count.getValue()),
                        Collectors.toList())));
        counts.clear();
        return taken;
    }
}
