package dev.latchkey.webhook.jpa;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.webhook.Backoff;
import dev.latchkey.webhook.EventIds;
import dev.latchkey.webhook.EventsWaiting;
import dev.latchkey.webhook.OutboxEvent;
import dev.latchkey.webhook.OutboxState;
import dev.latchkey.webhook.WebhookBody;
import jakarta.persistence.EntityManager;
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
    private static final String STATE = "select count(e), coalesce(sum(case when e.deadAt > 0 then 1 else 0 end), 0),"
            + " coalesce(min(case when e.deadAt = 0 then e.createdAt else null end), 0) from OutboxEntity e";

    /** Events of a realm that can be due, without those that wait behind an earlier one of the same user. */
    private static final String MAY_BE_DUE = " from OutboxEntity e where e.realmId = :realm and e.deadAt = 0"
            + " and (e.userId = :none or not exists (select 1 from OutboxEntity p where p.realmId = e.realmId"
            + " and p.userId = e.userId and p.deadAt = 0 and p.nextAttempt > :now and p.id < e.id))";

    /** The position of each waiting event in the queue of its subject, and whether it or one before it has to wait. */
    private static final String RANKED = "select t.id as id,"
            + " row_number() over (partition by t.userId order by t.id) as position,"
            + " max(case when t.nextAttempt > :now then 1 else 0 end)"
            + " over (partition by t.userId order by t.id) as held"
            + " from OutboxEntity t where t.realmId = :realm and t.deadAt = 0 and t.createdAt <= :settled"
            + " and (t.userId <> :none or t.nextAttempt <= :now)";

    /** Most events of one subject that are read at once: others would wait behind a backlog in the sender's memory. */
    private static final long RUN = 20;

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

    /** @return the realms with events that wait */
    public List<String> realms() {
        return em.createQuery("select distinct e.realmId from OutboxEntity e where e.deadAt = 0", String.class)
                .getResultList();
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
     * @param realmId the realm
     * @param now     current time
     * @param settled only events recorded before this
     * @param limit   at most so many
     * @return events that are due: the first of every subject, then the second of every subject and so on, a few of
     *         each at most, so that none has to wait for another's backlog; without those behind an event of the same
     *         subject that has to wait. Events without a subject rank as one subject and delay no other event
     */
    public List<OutboxEvent> due(String realmId, long now, long settled, int limit) {
        // the ids first, which an index holds: of a long backlog only the events to send are read
        List<String> dueIds = em.createQuery("select r.id from (" + RANKED + ") r"
                        + " where r.held = 0 and r.position <= :run order by r.position, r.id", String.class)
                .setParameter("realm", realmId)
                .setParameter("none", NO_USER)
                .setParameter("settled", settled)
                .setParameter("now", now)
                .setParameter("run", RUN)
                .setMaxResults(limit)
                .getResultList();
        if (dueIds.isEmpty()) {
            return List.of();
        }
        return em.createQuery("select e from OutboxEntity e where e.id in :ids", OutboxEntity.class)
                .setParameter("ids", dueIds)
                .getResultStream()
                .sorted(Comparator.comparingInt(row -> dueIds.indexOf(row.id)))
                .map(row -> new OutboxEvent(row.id, row.realmId,
                        NO_USER.equals(row.userId) ? "" : row.userId, row.event,
                        row.attempts))
                .toList();
    }

    /**
     * Returns when {@link #due} may next return events, so that no node has to ask earlier.
     *
     * @param realmId      the realm
     * @param now          current time
     * @param settleMillis how long after it was recorded an event is due at the earliest
     * @return when the next event is due, or the realm's pause is over; not in the future for events that could
     *         go out now, and while a node holds the lease; empty when none waits
     */
    public OptionalLong nextTurn(String realmId, long now, long settleMillis) {
        OutboxLeaseEntity lease = em.find(OutboxLeaseEntity.class, realmId);
        if (lease != null && lease.resumeAt > now) {
            return OptionalLong.of(lease.resumeAt);
        }
        if (lease != null && lease.heldUntil > now) {
            // without reading a backlog that may be long
            return OptionalLong.of(now);
        }
        Long next = em.createQuery("select min(case when e.nextAttempt > e.createdAt + :settle then e.nextAttempt"
                        + " else e.createdAt + :settle end)" + MAY_BE_DUE, Long.class)
                .setParameter("realm", realmId)
                .setParameter("none", NO_USER)
                .setParameter("now", now)
                .setParameter("settle", settleMillis)
                .getSingleResult();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
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
        return state(em.createQuery(STATE + " where e.realmId = :realm", Object[].class)
                .setParameter("realm", realmId).getSingleResult());
    }

    /** @return the numbers of events in the outbox of all realms */
    public OutboxState state() {
        return state(em.createQuery(STATE, Object[].class).getSingleResult());
    }

    private static OutboxState state(Object[] row) {
        long dead = ((Number) row[1]).longValue();
        return new OutboxState(((Number) row[0]).longValue() - dead, dead, ((Number) row[2]).longValue());
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
