package dev.latchkey.common.webhook;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.keycloak.events.EventType;

/**
 * Limits how many failures without a user each realm records singly on this node: requests that anybody may send must
 * not fill the outbox. Those beyond are counted, and the counts are recorded as events of their own.
 */
final class FailureQuota {

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
    record Summary(String realmId, String realmName, long from, long until, Map<EventType, Integer> counts) {
    }

    /** @param perMinute failures without a user that a realm records singly in a minute */
    FailureQuota(int perMinute) {
        this.perMinute = perMinute;
    }

    /**
     * @param realmId   the realm
     * @param realmName its name
     * @param type      Keycloak's event
     * @param now       current time, epoch milliseconds
     * @return whether to record the failure; if not, it is in the next summary
     */
    boolean admit(String realmId, String realmName, EventType type, long now) {
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
     * @return what each realm has not recorded since it was last asked; none for realms that have recorded all
     */
    List<Summary> summaries(long now) {
        return windows.keySet().stream().map(realmId -> summary(realmId, now)).flatMap(Optional::stream).toList();
    }

    private Optional<Summary> summary(String realmId, long now) {
        Summary[] taken = new Summary[1];
        windows.computeIfPresent(realmId, (id, window) -> {
            taken[0] = window.take(id);
            return now - window.begins >= PERIOD_MILLIS || now < window.begins ? null : window;
        });
        return Optional.ofNullable(taken[0]);
    }

    private final class Window {

        private long begins;
        private int recorded;
        private String realmName;
        private long from;
        private long until;
        private Map<EventType, Integer> counts = new EnumMap<>(EventType.class);

        Window(long begins) {
            this.begins = begins;
        }

        boolean admit(String name, EventType type, long now) {
            if (now - begins >= PERIOD_MILLIS || now < begins) {
                begins = now;
                recorded = 0;
            }
            if (recorded < perMinute) {
                recorded++;
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

        Summary take(String realmId) {
            if (counts.isEmpty()) {
                return null;
            }
            Summary summary = new Summary(realmId, realmName, from, until, counts);
            counts = new EnumMap<>(EventType.class);
            return summary;
        }
    }
}
