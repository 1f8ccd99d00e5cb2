package dev.latchkey.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.keycloak.events.EventType;

/**
 * Limits how many failures without a user each realm records singly on this node: requests that any client can send
 * must not fill the outbox. Those beyond are counted, and the counts are recorded as events of their own. Each kind of
 * event has its own limit, so that a flood of one hides no other.
 */
public final class FailureQuota {

    private static final long PERIOD_MILLIS = Duration.ofMinutes(1).toMillis();

    private final int perMinute;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    /**
     * Failures of a realm that were counted instead of recorded.
     *
     * @param realmId   the realm
     * @param realmName its name
     * @param from      when the first of them happened, epoch milliseconds
     * @param until     when the last of them happened
     * @param counts    how many, by Keycloak's event
     */
    public record Summary(String realmId, String realmName, long from, long until, Map<EventType, Integer> counts) {
    }

    /** @param perMinute failures of one kind without a user that a realm records singly in a minute */
    public FailureQuota(int perMinute) {
        this.perMinute = perMinute;
    }

    /**
     * @param realmId   the realm
     * @param realmName its name
     * @param type      Keycloak's event
     * @param now       current time, epoch milliseconds
     * @return whether to record the failure; if not, it is in the next summary
     */
    public boolean admit(String realmId, String realmName, EventType type, long now) {
        boolean[] admitted = new boolean[1];
        windows.compute(realmId, (id, old) -> {
            Window window = old == null ? new Window(now) : old;
            admitted[0] = window.admit(realmName, type, now);
            return window;
        });
        return admitted[0];
    }

    /**
     * Takes what was counted.
     *
     * @param now current time, epoch milliseconds
     * @return what each realm has not recorded since this was last asked; none for realms that have recorded all
     */
    public List<Summary> summaries(long now) {
        List<Summary> summaries = new ArrayList<>();
        windows.keySet().forEach(realmId -> windows.computeIfPresent(realmId, (id, window) -> {
            if (!window.counts.isEmpty()) {
                summaries.add(new Summary(id, window.realmName, window.from, window.until, window.counts));
                window.counts = new EnumMap<>(EventType.class);
            }
            return window.isOver(now) ? null : window;
        }));
        return summaries;
    }

    /** One minute of a realm, and what was counted since the last summary. */
    private final class Window {

        private final Map<EventType, Integer> recorded = new EnumMap<>(EventType.class);
        private Map<EventType, Integer> counts = new EnumMap<>(EventType.class);
        private long begins;
        private String realmName;
        private long from;
        private long until;

        Window(long begins) {
            this.begins = begins;
        }

        /** Whether the minute is over, also when the clock was set back. */
        boolean isOver(long now) {
            return now - begins >= PERIOD_MILLIS || now < begins;
        }

        public boolean admit(String name, EventType type, long now) {
            if (isOver(now)) {
                begins = now;
                recorded.clear();
            }
            if (recorded.merge(type, 1, Integer::sum) <= perMinute) {
                return true;
            }
            if (counts.isEmpty()) {
                from = now;
            }
            realmName = name;
            until = now;
            counts.merge(type, 1, Integer::sum);
            return false;
        }
    }
}
