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
 * The events of one realm that this node has read and not yet sent, in one queue for each subject. One event of a queue
 * is under way at a time; an event without a subject has a queue of its own. Not thread-safe.
 */
public final class SubjectQueues {

    /** By subject: the subjects that have events and none under way, first come, first served. */
    private final Map<String, Queue<OutboxEvent>> ready = new LinkedHashMap<>();
    /** By subject: the events queued behind the one that is under way. */
    private final Map<String, Queue<OutboxEvent>> busy = new HashMap<>();
    private final Set<String> known = new HashSet<>();

    /**
     * Adds events that are due, in their order; skips those that are queued already.
     *
     * @param due the events
     * @return whether any event was added
     */
    public boolean add(List<OutboxEvent> due) {
        boolean added = false;
        for (OutboxEvent event : due) {
            if (known.add(event.id())) {
                added = true;
                String key = keyOf(event);
                Queue<OutboxEvent> behind = busy.get(key);
                (behind == null ? ready.computeIfAbsent(key, name -> new ArrayDeque<>()) : behind).add(event);
            }
        }
        return added;
    }

    /**
     * Takes the next event that may be sent; its queue goes to the end.
     *
     * @return the event
     * @throws java.util.NoSuchElementException if no event is {@link #ready}
     */
    public OutboxEvent next() {
        return take(ready.keySet().iterator().next());
    }

    /**
     * Takes the event that a working receiver is most likely to accept: one of a user, and one not refused before.
     *
     * @return the event
     * @throws java.util.NoSuchElementException if no event is {@link #ready}
     */
    public OutboxEvent probe() {
        return take(keyOf(ready.values().stream().map(Queue::element)
                .min(Comparator.comparing((OutboxEvent event) -> event.subject().isEmpty())
                        .thenComparing(OutboxEvent::attempts))
                .orElseThrow()));
    }

    private OutboxEvent take(String key) {
        Queue<OutboxEvent> events = ready.remove(key);
        busy.put(key, events);
        return events.remove();
    }

    /**
     * Ends an event that its receiver has accepted, once that is stored; the next one of its queue becomes ready.
     *
     * @param event an event that is under way
     */
    public void delivered(OutboxEvent event) {
        Queue<OutboxEvent> behind = end(event);
        if (!behind.isEmpty()) {
            ready.put(keyOf(event), behind);
        }
    }

    /**
     * Ends an event that was not accepted, and forgets those queued behind it: they are read again with its next
     * attempt.
     *
     * @param event an event that is under way
     */
    public void failed(OutboxEvent event) {
        end(event).forEach(behind -> known.remove(behind.id()));
    }

    /** Forgets all events that are not under way; they are read again. */
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
        return busy.remove(keyOf(event));
    }

    private static String keyOf(OutboxEvent event) {
        return event.subject().isEmpty() ? event.id() : event.subject();
    }

    /** @return how many queues have an event that could be sent at once */
    public int ready() {
        return ready.size();
    }

    /** @return how many events are under way */
    public int underWay() {
        return busy.size();
    }

    /** @return how many events are queued or under way */
    public int known() {
        return known.size();
    }
}
