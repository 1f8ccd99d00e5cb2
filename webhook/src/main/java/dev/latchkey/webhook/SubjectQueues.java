package dev.latchkey.webhook;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * The events of one realm that this node has read and not yet sent, in one line for each subject. Of a line one event
 * is under way at a time; events without a subject stand in no line. Not thread-safe.
 */
public final class SubjectQueues {

    /** By subject; a subject that is not {@link #busy} and has events stands here, first come, first served. */
    private final Map<String, Queue<OutboxEvent>> ready = new LinkedHashMap<>();
    /** What stands behind an event that is under way. */
    private final Map<String, Queue<OutboxEvent>> busy = new HashMap<>();
    private final Set<String> known = new HashSet<>();

    /**
     * Adds events that are due, in their order; those that are here already are left out.
     *
     * @return whether there was any that was not
     */
    public boolean add(List<OutboxEvent> due) {
        boolean added = false;
        for (OutboxEvent event : due) {
            if (known.add(event.id())) {
                added = true;
                String line = line(event);
                Queue<OutboxEvent> behind = busy.get(line);
                (behind == null ? ready.computeIfAbsent(line, name -> new ArrayDeque<>()) : behind).add(event);
            }
        }
        return added;
    }

    /** Takes the next event that may be sent, of which there must be one; a line that had its turn goes to the end. */
    public OutboxEvent next() {
        return take(ready.keySet().iterator().next());
    }

    /** Takes what a receiver that is up is most likely to take: of a user, and not refused before. */
    public OutboxEvent probe() {
        return take(line(ready.values().stream().map(Queue::element)
                .min(Comparator.comparing((OutboxEvent event) -> event.subject().isEmpty())
                        .thenComparing(OutboxEvent::attempts))
                .orElseThrow()));
    }

    private OutboxEvent take(String line) {
        Queue<OutboxEvent> events = ready.remove(line);
        busy.put(line, events);
        return events.remove();
    }

    /** An event was taken by its receiver, and this is stored: the next of its line may go. */
    public void delivered(OutboxEvent event) {
        Queue<OutboxEvent> behind = end(event);
        if (!behind.isEmpty()) {
            ready.put(line(event), behind);
        }
    }

    /** An event was not taken: what stands behind it is read again when it has its next attempt. */
    public void failed(OutboxEvent event) {
        end(event).forEach(behind -> known.remove(behind.id()));
    }

    /** Forgets all that is not under way; it is read again. */
    public void clear() {
        ready.values().forEach(events -> events.forEach(event -> known.remove(event.id())));
        ready.clear();
        busy.values().forEach(events -> {
            events.forEach(event -> known.remove(event.id()));
            events.clear();
        });
    }

    private Queue<OutboxEvent> end(OutboxEvent event) {
        known.remove(event.id());
        return busy.remove(line(event));
    }

    private static String line(OutboxEvent event) {
        return event.subject().isEmpty() ? event.id() : event.subject();
    }

    /** How many lines have an event that could be sent at once. */
    public int ready() {
        return ready.size();
    }

    public int underWay() {
        return busy.size();
    }

    /** How many events are here, under way or not. */
    public int known() {
        return known.size();
    }
}
