package dev.latchkey.webhook;

import java.util.List;
import java.util.OptionalLong;

import org.keycloak.provider.Provider;

/**
 * The outbox of events for the webhooks, in the database. An event is written in its own transaction, so that there is
 * a row exactly if there is an event, and is read by one node at a time, under a lease. Every method works in the
 * transaction of its session. A method that adds waiting events announces them on this node, as {@link EventsWaiting},
 * once its transaction is committed. Times are epoch milliseconds.
 */
public interface EventOutbox extends Provider {

    /**
     * Records an event.
     *
     * @param realmId the realm
     * @param subject whose events keep their order: a user's id; empty for an event that needs no order
     * @param body    what to send, at most {@link #MAX_BODY} ASCII characters
     */
    void add(String realmId, String subject, String body);

    /** @return the realms with events that wait */
    List<String> realms();

    /**
     * Takes or renews the lease of a realm. Only the node that holds it sends the realm's events.
     *
     * @param realmId the realm
     * @param holder  id of the asking node, unique in the cluster
     * @param now     current time
     * @param until   when the lease ends unless it is renewed
     * @return false while another holds it, and while the realm pauses
     * @throws dev.latchkey.common.tx.MissingRowException for the transaction's runner, the first time
     */
    boolean lease(String realmId, String holder, long now, long until);

    /**
     * Releases the lease because all events, or some, were sent.
     *
     * @param realmId the realm
     * @param holder  id of the node that holds it
     */
    void release(String realmId, String holder);

    /**
     * Releases the lease because nothing could be sent, and makes the realm pause, longer each time.
     *
     * @param realmId the realm
     * @param holder  id of the node that holds it
     * @param now     current time
     */
    void pause(String realmId, String holder, long now);

    /**
     * @param realmId the realm
     * @param now     current time
     * @param settled only events recorded before this
     * @param limit   at most so many
     * @return events that are due: the first of every subject, then the second of every subject and so on, a few of
     *         each at most, so that none has to wait for another's backlog; without those behind an event of the same
     *         subject that has to wait. Events without a subject rank as one subject and delay no other event
     */
    List<OutboxEvent> due(String realmId, long now, long settled, int limit);

    /**
     * Returns when {@link #due} may next return events, so that no node has to ask earlier.
     *
     * @param realmId      the realm
     * @param now          current time
     * @param settleMillis how long after it was recorded an event is due at the earliest
     * @return when the next event is due, or the realm's pause is over; not in the future for events that could
     *         go out now, and while a node holds the lease; empty when none waits
     */
    OptionalLong nextTurn(String realmId, long now, long settleMillis);

    /**
     * Deletes events that the receiver has accepted.
     *
     * @param ids the events
     */
    void delivered(List<String> ids);

    /**
     * Records that an event was not accepted, and makes it wait, longer each time.
     *
     * @param id          the event
     * @param now         current time
     * @param maxAttempts after how many attempts it is given up
     * @return whether it was given up
     */
    boolean failed(String id, long now, int maxAttempts);

    /**
     * @param realmId the realm
     * @return the numbers of events in its outbox
     */
    OutboxState state(String realmId);

    /** @return the numbers of events in the outbox of all realms */
    OutboxState state();

    /**
     * Makes the events that were given up wait once more, in their old order among themselves.
     *
     * @param realmId the realm
     * @return how many events
     */
    int requeue(String realmId);

    /** Longest body, in characters. */
    int MAX_BODY = 4_000;
}
