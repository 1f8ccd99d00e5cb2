package dev.latchkey.webhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.latchkey.common.event.EventDetails;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;

/**
 * Limits how many events that any client can cause are recorded singly on this node: a realm's events without a user,
 * whatever their result, and of each user the failures and the kinds of success that need no proof. Such requests must
 * not fill the outbox, nor delay what happens to a user, since the events of a user are delivered one after the other.
 * Those beyond are counted, and the counts are recorded as events of their own. Each kind of event has its own limit,
 * so that a flood of one hides no other: a kind is Keycloak's event with Latchkey's reason, of which there are only so
 * many. Wrong passwords, which anybody can send for a user, hide no lock and no copied secret.
 */
public final class FailureQuota {

    private static final long PERIOD_MILLIS = Duration.ofMinutes(1).toMillis();

    /**
     * What succeeds for a user who was only named: a sign-in that begins anew, mails to the user's address, and locks
     * by Keycloak's detector, which wrong passwords cause.
     */
    private static final Set<EventType> WITHOUT_PROOF = EnumSet.of(EventType.RESTART_AUTHENTICATION,
            EventType.SEND_RESET_PASSWORD, EventType.SEND_VERIFY_EMAIL, EventType.SEND_IDENTITY_PROVIDER_LINK,
            EventType.USER_DISABLED_BY_TEMPORARY_LOCKOUT, EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT);

    private final int perMinute;
    private final int ofUser;
    private final Map<Subject, Window> windows = new ConcurrentHashMap<>();

    /** Keycloak's event, and Latchkey's reason; empty for an event that has none. */
    private record Kind(EventType type, String reason) {

        static Kind of(Event event) {
            return new Kind(event.getType(), event.getDetails() == null ? ""
                    : event.getDetails().getOrDefault(EventDetails.REASON, ""));
        }
    }

    /** A user of a realm, or an empty id for all events of the realm that have no user. */
    private record Subject(String realmId, String userId) {
    }

    /**
     * Events that were counted instead of recorded.
     *
     * @param realmId   the realm
     * @param realmName its name
     * @param userId    the user whose events they are; empty for events without a user
     * @param from      when the first of them happened, epoch milliseconds
     * @param until     when the last of them happened
     * @param counts    how many, by Keycloak's event
     */
    public record Summary(String realmId, String realmName, String userId, long from, long until,
            Map<EventType, Integer> counts) {
    }

    /**
     * @param perMinute events of one kind without a user that a realm records singly in a minute
     * @param ofUser    events of one kind that need no proof, which are recorded singly of a user in a minute
     */
    public FailureQuota(int perMinute, int ofUser) {
        this.perMinute = perMinute;
        this.ofUser = ofUser;
    }

    /**
     * @param event an event of a user or of none
     * @param now   current time, epoch milliseconds
     * @return whether to record the event; if not, it is in the next summary. What only a user can
     *         cause, who has proven who they are, is always recorded
     */
    public boolean admit(Event event, long now) {
        String userId = event.getUserId() == null ? "" : event.getUserId();
        if (!userId.isEmpty() && event.getError() == null && !WITHOUT_PROOF.contains(event.getType())) {
            return true;
        }
        boolean[] admitted = new boolean[1];
        windows.compute(new Subject(event.getRealmId(), userId), (id, old) -> {
            Window window = old == null ? new Window(userId.isEmpty() ? perMinute : ofUser, now) : old;
            admitted[0] = window.admit(event.getRealmName(), Kind.of(event), now);
            return window;
        });
        return admitted[0];
    }

    /**
     * Takes what was counted.
     *
     * @param now current time, epoch milliseconds
     * @return what was not recorded since this was last asked; none for realms and users of which all was recorded
     */
    public List<Summary> summaries(long now) {
        List<Summary> summaries = new ArrayList<>();
        windows.keySet().forEach(subject -> windows.computeIfPresent(subject, (id, window) -> {
            if (!window.counts.isEmpty()) {
                summaries.add(new Summary(id.realmId(), window.realmName, id.userId(), window.from, window.until,
                        window.counts));
                window.counts = new EnumMap<>(EventType.class);
            }
            return window.isOver(now) ? null : window;
        }));
        return summaries;
    }

    /** One minute of a subject, and what was counted since the last summary. */
    private static final class Window {

        private final int limit;
        private final Map<Kind, Integer> recorded = new HashMap<>();
        private Map<EventType, Integer> counts = new EnumMap<>(EventType.class);
        private long begins;
        private String realmName;
        private long from;
        private long until;

        Window(int limit, long begins) {
            this.limit = limit;
            this.begins = begins;
        }

        /** Whether the minute is over, also when the clock was set back. */
        boolean isOver(long now) {
            return now - begins >= PERIOD_MILLIS || now < begins;
        }

        public boolean admit(String name, Kind kind, long now) {
            if (isOver(now)) {
                begins = now;
                recorded.clear();
            }
            if (recorded.merge(kind, 1, Integer::sum) <= limit) {
                return true;
            }
            if (counts.isEmpty()) {
                from = now;
            }
            realmName = name;
            until = now;
            counts.merge(kind.type(), 1, Integer::sum);
            return false;
        }
    }
}
