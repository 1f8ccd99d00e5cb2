package dev.latchkey.webhook.jpa;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.webhook.Backoff;
import dev.latchkey.webhook.BacklogPosition;
import dev.latchkey.webhook.DueEvents;
import dev.latchkey.webhook.EventIds;
import dev.latchkey.webhook.EventsWaiting;
import dev.latchkey.webhook.OutboxEvent;
import dev.latchkey.webhook.OutboxState;
import dev.latchkey.webhook.TurnOrder;
import dev.latchkey.webhook.WaitingEvent;
import dev.latchkey.webhook.WebhookBody;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * The outbox of events for the webhooks, in the database. An event is written in its own transaction, so that there is
 * a row exactly if there is an event, and is read by one node at a time, under a lease. Every method works in the
 * transaction of its session. A method that adds waiting events announces them on this node, as {@link EventsWaiting},
 * once its transaction is committed. Times are epoch milliseconds.
 */
public final class EventOutbox {

    private static final String NO_USER = "-";
    private static final int MAX_SUBJECT = 255;
    private static final String WAITING = "select t.id, t.userId, t.createdAt, t.nextAttempt from OutboxEntity t"
            + " where t.realmId = :realm and t.deadAt = 0";

    /** Most events that one statement reads, so that its cost does not grow with the backlog. */
    static final int WINDOW = 500;

    /** Of this server, so that the ids of its events ascend. */
    private static final EventIds IDS = new EventIds(new SecureRandom());

    private final EntityManager em;
    private final EventIds ids;
    private final Consumer<EventsWaiting> afterCommit;

    /** @param session the session to work in */
    public EventOutbox(KeycloakSession session) {
        this(session.getProvider(JpaConnectionProvider.class).getEntityManager(), IDS,
                waiting -> announceAfterCommit(session, waiting));
    }

    /**
     * @param em          of the session
     * @param ids         makes ids of events
     * @param afterCommit announces that events wait, once the session's transaction is committed
     */
    EventOutbox(EntityManager em, EventIds ids, Consumer<EventsWaiting> afterCommit) {
        this.em = em;
        this.ids = ids;
        this.afterCommit = afterCommit;
    }

    private static void announceAfterCommit(KeycloakSession session, EventsWaiting waiting) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {

            @Override
            protected void commitImpl() {
                factory.publish(waiting);
            }

            @Override
            protected void rollbackImpl() {
                // nothing waits then
            }
        });
    }

    /**
     * Records an event.
     *
     * @param realmId the realm
     * @param subject whose events keep their order: a user's id; empty for an event that needs no order
     * @param body    what to send, at most {@link WebhookBody#MAX_LENGTH} ASCII characters
     */
    public void add(String realmId, String subject, String body) {
        OutboxEntity row = new OutboxEntity();
        row.createdAt = Time.currentTimeMillis();
        row.id = ids.next(row.createdAt);
        row.realmId = realmId;
        row.userId = subject.isEmpty() ? NO_USER : key(subject);
        row.event = body;
        em.persist(row);
        afterCommit.accept(new EventsWaiting(realmId, row.createdAt));
    }

    /** Hashes an id that is too long for the column: an admin's path may name a user that no table could hold. */
    private static String key(String subject) {
        return subject.length() <= MAX_SUBJECT ? subject : MacMessage.of("subject", subject).sha256();
    }

    /** @return the realms with events that wait; one look into an index for each, however many events wait */
    public List<String> realms() {
        List<String> realms = new ArrayList<>();
        for (String next = realmAfter(""); next != null; next = realmAfter(next)) {
            realms.add(next);
        }
        return realms;
    }

    private String realmAfter(String realmId) {
        return em.createQuery("select min(e.realmId) from OutboxEntity e where e.deadAt = 0 and e.realmId > :after",
                        String.class)
                .setParameter("after", realmId)
                .getSingleResult();
    }

    /**
     * Takes or renews the lease of a realm. Only the node that holds it sends the realm's events.
     *
     * @param realmId the realm
     * @param holder  id of the asking node, unique in the cluster
     * @param now     current time
     * @param until   when the lease ends unless it is renewed
     * @return false while another holds it, and while the realm pauses
     * @throws MissingRowException for the transaction's runner, the first time
     */
    public boolean lease(String realmId, String holder, long now, long until) {
        boolean leased = em.createQuery("update OutboxLeaseEntity l set l.holder = :holder, l.heldUntil = :until"
                        + " where l.realmId = :realm and l.resumeAt <= :now"
                        + " and (l.heldUntil <= :now or l.holder = :holder)")
                .setParameter("holder", holder)
                .setParameter("until", until)
                .setParameter("realm", realmId)
                .setParameter("now", now)
                .executeUpdate() == 1;
        if (!leased && em.find(OutboxLeaseEntity.class, realmId) == null) {
            throw new MissingRowException(creating -> creating.createQuery("insert into OutboxLeaseEntity"
                            + " (realmId, holder, heldUntil, resumeAt, failures) values (:realm, :holder, 0, 0, 0)"
                            + " on conflict do nothing")
                    .setParameter("realm", realmId)
                    .setParameter("holder", NO_USER)
                    .executeUpdate());
        }
        return leased;
    }

    /**
     * Releases the lease because all events, or some, were sent.
     *
     * @param realmId the realm
     * @param holder  id of the node that holds it
     */
    public void release(String realmId, String holder) {
        end(realmId, holder, 0, 0);
    }

    /**
     * Releases the lease because nothing could be sent, and makes the realm pause, longer each time.
     *
     * @param realmId the realm
     * @param holder  id of the node that holds it
     * @param now     current time
     */
    public void pause(String realmId, String holder, long now) {
        OutboxLeaseEntity lease = em.find(OutboxLeaseEntity.class, realmId);
        if (lease != null) {
            em.detach(lease);
            end(realmId, holder, now + Backoff.millis(lease.failures + 1), lease.failures + 1);
        }
    }

    private void end(String realmId, String holder, long resumeAt, int failures) {
        em.createQuery("update OutboxLeaseEntity l set l.heldUntil = 0, l.resumeAt = :resume, l.failures = :failures"
                        + " where l.realmId = :realm and l.holder = :holder")
                .setParameter("resume", resumeAt)
                .setParameter("failures", failures)
                .setParameter("realm", realmId)
                .setParameter("holder", holder)
                .executeUpdate();
    }

    /**
     * Chooses among a realm's earliest events. Of a backlog that is longer than those, it looks at another part each
     * time as well, so that no subject waits for the backlog of others, nor behind those that have to wait.
     *
     * @param realmId the realm
     * @param from    where the look into a long backlog goes on
     * @param now     current time
     * @param settled only events recorded before this
     * @param limit   at most so many
     * @return events that are due, see {@link TurnOrder#due}
     */
    public DueEvents due(String realmId, BacklogPosition from, long now, long settled, int limit) {
        List<WaitingEvent> earliest = earliest(realmId);
        Map<String, WaitingEvent> waiting = new HashMap<>();
        add(waiting, earliest);
        BacklogPosition next = from;
        if (earliest.size() == WINDOW) {
            List<WaitingEvent> subjects = waiting(" and t.userId > :after order by t.userId, t.id", realmId,
                    from.subject().isEmpty() ? NO_USER : from.subject());
            List<WaitingEvent> others = waiting(" and t.userId = '" + NO_USER + "' and t.id > :after order by t.id",
                    realmId, from.event());
            add(waiting, subjects);
            add(waiting, others);
            next = new BacklogPosition(last(subjects).map(WaitingEvent::subject).orElse(""),
                    last(others).map(WaitingEvent::id).orElse(""));
        }
        return new DueEvents(read(TurnOrder.due(waiting.values(), now, settled, limit)), next);
    }

    private List<WaitingEvent> earliest(String realmId) {
        return waiting(" and t.id > :after order by t.id", realmId, "");
    }

    private List<WaitingEvent> waiting(String condition, String realmId, String after) {
        return em.createQuery(WAITING + condition, Object[].class)
                .setParameter("realm", realmId)
                .setParameter("after", after)
                .setMaxResults(WINDOW)
                .getResultStream()
                .map(row -> new WaitingEvent((String) row[0], subject((String) row[1]), (Long) row[2], (Long) row[3]))
                .toList();
    }

    private static void add(Map<String, WaitingEvent> all, List<WaitingEvent> more) {
        more.forEach(event -> all.put(event.id(), event));
    }

    /** Empty when nothing follows. */
    private static Optional<WaitingEvent> last(List<WaitingEvent> window) {
        return window.size() < WINDOW ? Optional.empty() : Optional.of(window.get(WINDOW - 1));
    }

    private static String subject(String stored) {
        return NO_USER.equals(stored) ? "" : stored;
    }

    private List<OutboxEvent> read(List<String> dueIds) {
        if (dueIds.isEmpty()) {
            return List.of();
        }
        return em.createQuery("select e from OutboxEntity e where e.id in :ids", OutboxEntity.class)
                .setParameter("ids", dueIds)
                .getResultStream()
                .sorted(Comparator.comparingInt(row -> dueIds.indexOf(row.id)))
                .map(row -> new OutboxEvent(row.id, row.realmId, subject(row.userId), row.event, row.attempts))
                .toList();
    }

    /**
     * Returns when {@link #due} may next return events, so that no node has to ask earlier.
     *
     * @param realmId      the realm
     * @param now          current time
     * @param settleMillis how long after it was recorded an event is due at the earliest
     * @return when the next event is due, or the realm's pause is over; not in the future for events that could
     *         go out now, for a backlog that is too long to be read at once, and while a node holds the lease; empty
     *         when none waits
     */
    public OptionalLong nextTurn(String realmId, long now, long settleMillis) {
        OutboxLeaseEntity lease = em.find(OutboxLeaseEntity.class, realmId);
        if (lease != null && lease.resumeAt > now) {
            return OptionalLong.of(lease.resumeAt);
        }
        if (lease != null && lease.heldUntil > now) {
            return OptionalLong.of(now);
        }
        List<WaitingEvent> earliest = earliest(realmId);
        return earliest.size() == WINDOW ? OptionalLong.of(now) : TurnOrder.next(earliest, now, settleMillis);
    }

    /**
     * Deletes events that the receiver has accepted.
     *
     * @param delivered the events' ids
     */
    public void delivered(List<String> delivered) {
        if (!delivered.isEmpty()) {
            em.createQuery("delete from OutboxEntity e where e.id in :ids")
                    .setParameter("ids", delivered)
                    .executeUpdate();
        }
    }

    /**
     * Records that an event was not accepted, and makes it wait, longer each time.
     *
     * @param id          the event
     * @param now         current time
     * @param maxAttempts after how many attempts it is given up
     * @return whether it was given up
     */
    public boolean failed(String id, long now, int maxAttempts) {
        OutboxEntity row = em.find(OutboxEntity.class, id);
        if (row == null) {
            return false;
        }
        row.attempts++;
        row.nextAttempt = now + Backoff.millis(row.attempts);
        row.deadAt = row.attempts >= maxAttempts ? now : 0;
        return row.deadAt > 0;
    }

    /**
     * @param realmId the realm
     * @return the numbers of events in its outbox
     */
    public OutboxState state(String realmId) {
        return new OutboxState(count("e.realmId = :realm and e.deadAt = 0 order by e.userId, e.id", realmId),
                count("e.realmId = :realm and e.deadAt > 0 order by e.deadAt, e.userId, e.id", realmId),
                oldest(realmId));
    }

    /**
     * @param realms the realms with events that wait, see {@link #realms}
     * @return the numbers of events in the outbox of all realms
     */
    public OutboxState state(List<String> realms) {
        return new OutboxState(count("e.deadAt = 0 order by e.realmId, e.id", null),
                count("e.deadAt > 0 order by e.deadAt, e.realmId, e.id", null),
                realms.stream().mapToLong(this::oldest).filter(at -> at > 0).min().orElse(0));
    }

    /** Counts in the order of an index, since HQL wants one where there is a limit. */
    private long count(String condition, String realmId) {
        TypedQuery<Long> query = em.createQuery("select count(*) from (select e.id as id from OutboxEntity e where "
                + condition + " limit " + OutboxState.COUNTED + ") some", Long.class);
        return (realmId == null ? query : query.setParameter("realm", realmId)).getSingleResult();
    }

    /** When the realm's earliest waiting event was recorded; 0 when none waits. */
    private long oldest(String realmId) {
        // with a condition of the id, the index of a realm's waiting events is better than that of all ids
        return em.createQuery("select e.createdAt from OutboxEntity e where e.realmId = :realm and e.deadAt = 0"
                        + " and e.id > '' order by e.id", Long.class)
                .setParameter("realm", realmId)
                .setMaxResults(1)
                .getResultStream().findFirst().orElse(0L);
    }

    /**
     * Makes the events that were given up wait once more, in their old order among themselves.
     *
     * @param realmId the realm
     * @return how many events
     */
    public int requeue(String realmId) {
        int requeued = em.createQuery("update OutboxEntity e set e.deadAt = 0, e.attempts = 0, e.nextAttempt = 0"
                        + " where e.realmId = :realm and e.deadAt > 0")
                .setParameter("realm", realmId)
                .executeUpdate();
        afterCommit.accept(new EventsWaiting(realmId, Time.currentTimeMillis()));
        return requeued;
    }
}
