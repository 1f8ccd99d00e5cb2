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
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;

/**
 * Limits how many events that a client can repeat at will are recorded singly on this node: a realm's events without a
 * user, whatever their result, and of each user the failures, and the successes that need a name, a token or a cookie
 * alone. Such requests must not fill the outbox, nor delay what happens to a user, since the events of a user are
 * delivered one after the other. Those beyond are counted, and the counts are recorded as events of their own. Each
 * kind of event has its own limit, so that a flood of one hides no other: a kind is Keycloak's event with Latchkey's
 * step and reason, of which there are only so many. Wrong passwords, which any client can send for a user, hide no lock
 * and no copied secret.
 */
public final class FailureQuota {

    private static final long PERIOD_MILLIS = Duration.ofMinutes(1).toMillis();

    /**
     * What succeeds for a user only after a proof of who they are, or changes who may sign in as this user. All others
     * need a name, a token or a cookie alone, those of later versions of Keycloak included. The profile and consents
     * are among these, although they change: a token changes them back and forth.
     */
    private static final Set<EventType> PROVEN = EnumSet.of(EventType.LOGIN, EventType.LOGOUT, EventType.REGISTER,
            EventType.IMPERSONATE, EventType.UPDATE_EMAIL, EventType.VERIFY_EMAIL, EventType.RESET_PASSWORD,
            EventType.UPDATE_PASSWORD, EventType.UPDATE_TOTP, EventType.REMOVE_TOTP, EventType.UPDATE_CREDENTIAL,
            EventType.REMOVE_CREDENTIAL, EventType.FEDERATED_IDENTITY_LINK,
            EventType.FEDERATED_IDENTITY_OVERRIDE_LINK, EventType.REMOVE_FEDERATED_IDENTITY,
            EventType.IDENTITY_PROVIDER_LINK_ACCOUNT, EventType.IDENTITY_PROVIDER_FIRST_LOGIN,
            EventType.DELETE_ACCOUNT, EventType.INVITE_ORG, EventType.CLIENT_REGISTER, EventType.CLIENT_UPDATE,
            EventType.CLIENT_DELETE);

    private final int perMinute;
    private final int ofUser;
    private final Map<Subject, Window> windows = new ConcurrentHashMap<>();

    /**
     * Keycloak's event, Latchkey's step and reason, each empty for an event that has none, and whether a profile has
     * got another address.
     */
    private record Kind(EventType type, String step, String reason, boolean address) {

        static Kind of(Event event) {
            Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
            return new Kind(event.getType(), details.getOrDefault(EventDetails.STEP, ""),
                    details.getOrDefault(EventDetails.REASON, ""), details.containsKey(Details.UPDATED_EMAIL));
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
     * @param ofUser    events of one kind that can be repeated at will, which are recorded singly of a user in a minute
     */
    public FailureQuota(int perMinute, int ofUser) {
        this.perMinute = perMinute;
        this.ofUser = ofUser;
    }

    /**
     * @param event  an event of a user or of none
     * @param silent whether it is a sign-in by a session that the browser had, which needs its cookie alone
     * @param now    current time, epoch milliseconds
     * @return whether to record the event; if not, it is in the next summary. What only a user can
     *         cause, who has proven who they are, is always recorded
     */
    public boolean admit(Event event, boolean silent, long now) {
        String userId = event.getUserId() == null ? "" : event.getUserId();
        if (!userId.isEmpty() && event.getError() == null && !silent && PROVEN.contains(event.getType())) {
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
            if (window.counts != null) {
                summaries.add(new Summary(id.realmId(), window.realmName, id.userId(), window.from, window.until,
                        window.counts));
                window.counts = null;
            }
            return window.isOver(now) ? null : window;
        }));
        return summaries;
    }

    /** One minute of a subject, and what was counted since the last summary. */
    private static final class Window {

        private final int limit;
        private final Map<Kind, Integer> recorded = new HashMap<>();
        /** Null while nothing was counted, as for almost every user. */
        private Map<EventType, Integer> counts;
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
            if (counts == null) {
                counts = new EnumMap<>(EventType.class);
                from = now;
            }
            realmName = name;
            until = now;
            counts.merge(kind.type(), 1, Integer::sum);
            return false;
        }
    }
}
