package dev.latchkey.webhook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which of a realm's waiting events are sent next. The events are given in any order; of each subject its earliest ones
 * are among them.
 */
public final class TurnOrder {

    /** Most events of one subject chosen at once: others would wait behind its backlog in the sender's memory. */
    private static final int RUN = 20;

    private record Turn(int position, String id) {
    }

    private TurnOrder() {
    }

    /**
     * @param waiting events that wait
     * @param now     current time, epoch milliseconds
     * @param settled only events recorded until then, epoch milliseconds
     * @param limit   at most so many
     * @return ids of events that are due: the first of every subject, then the second of every subject and so on, a few
     *         of each at most; without those behind an event of the same subject that has to wait. Events without a
     *         subject rank as one subject and delay no other event
     */
    public static List<String> due(Collection<WaitingEvent> waiting, long now, long settled, int limit) {
        Map<String, Integer> positions = new HashMap<>();
        Set<String> held = new HashSet<>();
        List<Turn> turns = new ArrayList<>();
        for (WaitingEvent event : inOrder(waiting)) {
            if (event.createdAt() > settled || held.contains(event.subject())) {
                continue;
            }
            if (event.nextAttempt() <= now) {
                turns.add(new Turn(positions.merge(event.subject(), 1, Integer::sum), event.id()));
            } else if (event.ordered()) {
                held.add(event.subject());
            }
        }
        return turns.stream()
                .filter(turn -> turn.position() <= RUN)
                .sorted(Comparator.comparingInt(Turn::position).thenComparing(Turn::id))
                .limit(limit)
                .map(Turn::id)
                .toList();
    }

    /**
     * @param waiting      all events that wait
     * @param now          current time, epoch milliseconds
     * @param settleMillis how long after it was recorded an event is due at the earliest
     * @return when the first event is due, epoch milliseconds, which may have passed; empty when none waits
     */
    public static OptionalLong next(Collection<WaitingEvent> waiting, long now, long settleMillis) {
        Set<String> held = new HashSet<>();
        OptionalLong next = OptionalLong.empty();
        for (WaitingEvent event : inOrder(waiting)) {
            if (held.contains(event.subject())) {
                continue;
            }
            long turn = Math.max(event.nextAttempt(), event.createdAt() + settleMillis);
            next = OptionalLong.of(Math.min(turn, next.orElse(turn)));
            if (event.ordered() && event.nextAttempt() > now) {
                held.add(event.subject());
            }
        }
        return next;
    }

    private static List<WaitingEvent> inOrder(Collection<WaitingEvent> waiting) {
        return waiting.stream().sorted(Comparator.comparing(WaitingEvent::id)).toList();
    }
}
