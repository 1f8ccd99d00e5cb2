package dev.latchkey.webhook;

import java.util.List;
import java.util.OptionalLong;

import org.keycloak.provider.Provider;

/**
 * Events on their way out, in the database. Written in the transaction of the event itself, so that there is a row
 * exactly if there is an event; read by one node at a time, under a lease. Every method works in the transaction of its
 * session. Whatever lets events wait announces so on this node, as {@link EventsWaiting}, once it is committed. Times
 * are epoch milliseconds.
 */
public interface EventOutbox extends Provider {

    /**
     * Records an event.
     *
     * @param realmId the realm
     * @param subject whose events keep their order: a user's id; empty for an event that has no place in any order
     * @param body    what to send, at most {@link #MAX_BODY} ASCII characters
     */
    void add(String realmId, String subject, String body);

    /** @return the realms with events that wait */
    List<String> realms();

    /**
     * Takes or renews the lease of a realm. Whoever holds it alone sends the realm's events.
     *
     * @param realmId the realm
     * @param holder  who asks, unique in the cluster
     * @param now     current time
     * @param until   when the lease ends unless it is renewed
     * @return false while another holds it, and while the realm pauses
     * @throws dev.latchkey.common.tx.MissingRowException for the transaction's runner, the first time
     */
    boolean lease(String realmId, String holder, long now, long until);

    /**
     * Gives the lease back because all is sent, or something is.
     *
     * @param realmId the realm
     * @param holder  who holds it
     */
    void release(String realmId, String holder);

    /**
     * Gives the lease back because nothing could be sent, and has the realm pause, longer each time.
     *
     * @param realmId the realm
     * @param holder  who holds it
     * @param now     current time
     */
    void pause(String realmId, String holder, long now);

    /**
     * @param realmId the realm
     * @param now     current time
     * @param settled only events recorded before this
     * @param limit   at most so many
     * @return events whose turn it is: the first of every subject, then the second of every subject and so on, a few
     *         of each at most, so that none has to wait for another's backlog; without those that stand behind one of
     *         the same subject that has to wait. Events without a subject share one turn and hold up nothing
     */
    List<OutboxEvent> due(String realmId, long now, long settled, int limit);

    /**
     * Tells when {@link #due} may have something, so that nobody has to ask before.
     *
     * @param realmId      the realm
     * @param now          current time
     * @param settleMillis how long after it was recorded an event is due at the earliest
     * @return when the next event has its turn, or the realm's pause is over; not in the future for events that could
     *         go out now, and while a node holds the lease; empty when none waits
     */
    OptionalLong nextTurn(String realmId, long now, long settleMillis);

    /**
     * Forgets events that were taken.
     *
     * @param ids the events
     */
    void delivered(List<String> ids);

    /**
     * Notes that an event was not taken, and has it wait, longer each time.
     *
     * @param id          the event
     * @param now         current time
     * @param maxAttempts after how many attempts it is given up
     * @return whether it was given up
     */
    boolean failed(String id, long now, int maxAttempts);

    /**
     * @param realmId the realm
     * @return what stands in its outbox
     */
    OutboxState state(String realmId);

    /** @return what stands in the outbox of all realms */
    OutboxState state();

    /**
     * Has the events that were given up wait once more, in their old order among themselves.
     *
     * @param realmId the realm
     * @return how many
     */
    int requeue(String realmId);

    /** Longest body, in characters. */
    int MAX_BODY = 4_000;
}
