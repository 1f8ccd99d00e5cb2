package dev.latchkey.webhook.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.common.jpa.Together;
import dev.latchkey.webhook.BacklogPosition;
import dev.latchkey.webhook.DueEvents;
import dev.latchkey.webhook.EventIds;
import dev.latchkey.webhook.EventsWaiting;
import dev.latchkey.webhook.OutboxEvent;
import dev.latchkey.webhook.OutboxState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.Time;

class EventOutboxTest {

    private static final String REALM = "realm";
    private static final int LIMIT = 100;
    private static final long SETTLE = 500;

    private final EventIds ids = new EventIds(new SplittableRandom(1));
    private final Database database = new Database(OutboxEntity.class, OutboxLeaseEntity.class);
    private final List<EventsWaiting> announced = new CopyOnWriteArrayList<>();
    /** Long after whatever the test adds, however slow the machine is. */
    private final long now = Time.currentTimeMillis() + 3_600_000;

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theFirstEventOfEachSubjectComesBeforeTheSecondOfAny() {
        add("ann", "ann", "ann", "bob", "bob", "");
        assertEquals(List.of("ann-0", "bob-3", "-5", "ann-1", "bob-4", "ann-2"), due(now));
    }

    @Test
    void attack_aBacklogOfOneSubject_leavesTheOthersTheirTurn() {
        String[] flood = new String[3 * LIMIT];
        Arrays.fill(flood, "ann");
        add(flood);
        add("bob");
        List<String> first = due(now + 60_000);
        assertEquals(List.of("ann-0", "bob-0"), first.subList(0, 2));
        assertTrue(first.size() < LIMIT, "a few of a long backlog, then the others are asked for again");
    }

    @Test
    void attack_aBacklogOfEventsWithoutAUser_leavesTheUsersTheirTurn() {
        String[] flood = new String[3 * LIMIT];
        Arrays.fill(flood, "");
        add(flood);
        add("bob");
        assertEquals(List.of("-0", "bob-0"), due(now + 60_000).subList(0, 2));
    }

    @Test
    void attack_backlogOfOneSubject_longerThanWhatIsReadAtOnce_leavesTheOthersTheirTurn() {
        flood("-ann", 2 * EventOutbox.WINDOW + 1);
        flood("", 2 * EventOutbox.WINDOW + 1);
        add("zoe");
        assertEquals(Set.of("-ann", "", "zoe"), subjectsOf(2));
        assertEquals(OptionalLong.of(now), nextTurn(now), "another part of the backlog may be due");
    }

    @Test
    void attack_eventsThatWaitAfterAFailure_moreThanAreReadAtOnce_leaveTheOthersTheirTurn() {
        flood("", EventOutbox.WINDOW);
        for (int i = 0; i < EventOutbox.WINDOW; i++) {
            add("user" + i);
        }
        database.inTransaction(em ->
                em.createQuery("update OutboxEntity e set e.nextAttempt = " + (now + 1)).executeUpdate());
        add("", "zoe");
        assertEquals(Set.of("", "zoe"), subjectsOf(3));
    }

    private void flood(String subject, int events) {
        String[] subjects = new String[events];
        Arrays.fill(subjects, subject);
        add(subjects);
    }

    /** The subjects whose events are due in so many looks at the backlog. */
    private Set<String> subjectsOf(int looks) {
        Set<String> subjects = new HashSet<>();
        BacklogPosition position = BacklogPosition.START;
        for (int i = 0; i < looks; i++) {
            BacklogPosition from = position;
            DueEvents due = outbox(outbox -> outbox.due(REALM, from, now, now, LIMIT));
            due.events().forEach(event -> subjects.add(event.subject()));
            position = due.next();
        }
        return subjects;
    }

    @Test
    void aLongBacklogIsCountedUpToAPoint() {
        flood("ann", 3);
        database.inTransaction(em -> em.createNativeQuery("insert into LATCHKEY_EVENT_OUTBOX"
                + " (ID, REALM_ID, USER_ID, CREATED_AT, EVENT, ATTEMPTS, NEXT_ATTEMPT, DEAD_AT)"
                + " select 'evt_' || X, 'realm', 'bob', 7, '{}', 0, 0, 0 from SYSTEM_RANGE(1, 10050)").executeUpdate());
        assertEquals(OutboxState.COUNTED, outbox(outbox -> outbox.state(REALM)).waiting());
        assertEquals(OutboxState.COUNTED, outbox(outbox -> outbox.state(List.of(REALM))).waiting());
        assertEquals(0, outbox(outbox -> outbox.state(REALM)).dead());
    }

    @Test
    void anEventWithoutAUserThatFailsHoldsUpNoOther() {
        add("", "", "ann");
        fail(firstId(), 10);
        assertEquals(List.of("-1", "ann-2"), due(now));
        assertEquals(OptionalLong.of(announced.get(1).since() + SETTLE), nextTurn(now), "the second one's turn");
    }

    @Test
    void anEventThatHasNotSettledWaits() {
        add("ann");
        assertEquals(List.of(), due(now, now - 7_200_000, LIMIT));
    }

    @Test
    void afterAFailureThatUsersEventsWaitAndNobodyElses() {
        add("ann", "bob", "ann");
        fail(firstId(), 10);
        assertEquals(List.of("bob-1"), due(now));
        assertEquals(List.of("ann-0", "bob-1", "ann-2"), due(now + 1_000));
        assertEquals("ann", due(now + 1_000, now, LIMIT).get(0).subject());
    }

    @Test
    void anEventThatFailsTooOftenIsKeptAndStepsOutOfTheWay() {
        add("ann", "ann");
        String id = firstId();
        assertFalse(fail(id, 2));
        assertTrue(fail(id, 2));
        assertEquals(List.of("ann-1"), due(now));
        assertEquals(1, outbox(outbox -> outbox.state(REALM)).dead());
        assertEquals(1, outbox(outbox -> outbox.state(REALM)).waiting());
        assertEquals(0, outbox(outbox -> outbox.state("another realm")).dead());

        int requeued = outbox(outbox -> outbox.requeue(REALM));
        assertEquals(1, requeued);
        assertEquals(List.of("ann-0", "ann-1"), due(now));
        assertEquals(0, outbox(outbox -> outbox.state(outbox.realms())).dead());
    }

    @Test
    void whatWasTakenIsGone() {
        add("ann", "bob");
        String id = firstId();
        outbox(outbox -> {
            outbox.delivered(List.of(id));
            return null;
        });
        assertEquals(List.of("bob-1"), due(now));
        assertEquals(List.of(REALM), outbox(EventOutbox::realms));
    }

    @Test
    void ofAllNodesOneHoldsTheLeaseUntilItGivesItBackOrDies() {
        assertTrue(lease("one", now));
        assertFalse(lease("two", now));
        assertTrue(lease("one", now), "the holder renews it");
        assertTrue(lease("two", now + 60_000), "the holder has died");
        release("one");
        assertFalse(lease("three", now + 60_000), "one who lost the lease gives back nothing");
        release("two");
        assertTrue(lease("three", now + 60_000));
    }

    @Test
    void manyWhoAskAtOnceGetOneLease() throws Exception {
        AtomicInteger node = new AtomicInteger();
        List<Boolean> leases = Together.run(20, () -> lease("node" + node.incrementAndGet(), now));
        assertEquals(1, leases.stream().filter(leased -> leased).count());
    }

    @Test
    void aRealmWhoseReceiverTakesNothingPausesLongerEachTime() {
        assertTrue(lease("one", now));
        pause("one", now);
        assertFalse(lease("two", now + 999));
        assertTrue(lease("two", now + 1_000));
        pause("two", now + 1_000);
        assertFalse(lease("two", now + 2_999));
        assertTrue(lease("two", now + 3_000));
        release("two");
        assertTrue(lease("one", now + 3_000));
        pause("one", now + 3_000);
        assertTrue(lease("one", now + 4_000), "a success starts the pauses anew");
    }

    @Test
    void theNextTurnIsWhenAnEventHasSettledOrHasWaitedForItsNextAttempt() {
        assertEquals(OptionalLong.empty(), nextTurn(now));
        add("ann");
        long recorded = announced.get(0).since();
        assertEquals(OptionalLong.of(recorded + SETTLE), nextTurn(now));
        fail(firstId(), 10);
        assertEquals(OptionalLong.of(now + 1_000), nextTurn(now), "its back-off");
        add("ann");
        assertEquals(OptionalLong.of(now + 1_000), nextTurn(now), "an event behind it waits as long");
        add("bob");
        assertEquals(OptionalLong.of(announced.get(2).since() + SETTLE), nextTurn(now), "nobody else does");
    }

    @Test
    void theNextTurnOfARealmThatPausesIsTheEndOfThePause() {
        add("ann");
        assertTrue(lease("one", now));
        assertEquals(OptionalLong.of(now), nextTurn(now), "a node is at it");
        pause("one", now);
        assertEquals(OptionalLong.of(now + 1_000), nextTurn(now));
    }

    @Test
    void whatWaitsIsAnnounced() {
        add("ann");
        assertEquals(REALM, announced.get(0).realmId());
        fail(firstId(), 1);
        assertEquals(OptionalLong.empty(), nextTurn(now), "given up");
        int requeued = outbox(outbox -> outbox.requeue(REALM));
        assertEquals(1, requeued);
        assertEquals(2, announced.size());
    }

    private OptionalLong nextTurn(long time) {
        return outbox(outbox -> outbox.nextTurn(REALM, time, SETTLE));
    }

    private void add(String... subjects) {
        for (int i = 0; i < subjects.length; i++) {
            String subject = subjects[i];
            String body = subject + '-' + i;
            outbox(outbox -> {
                outbox.add(REALM, subject, body);
                return null;
            });
        }
    }

    private List<OutboxEvent> due(long time, long settled, int limit) {
        return outbox(outbox -> outbox.due(REALM, BacklogPosition.START, time, settled, limit).events());
    }

    private List<String> due(long time) {
        return due(time, time, LIMIT).stream().map(OutboxEvent::body).toList();
    }

    private String firstId() {
        return due(now, now, 1).get(0).id();
    }

    private boolean fail(String id, int maxAttempts) {
        return outbox(outbox -> outbox.failed(id, now, maxAttempts));
    }

    private boolean lease(String holder, long time) {
        return outbox(outbox -> outbox.lease(REALM, holder, time, time + 60_000));
    }

    private void release(String holder) {
        outbox(outbox -> {
            outbox.release(REALM, holder);
            return null;
        });
    }

    private void pause(String holder, long time) {
        outbox(outbox -> {
            outbox.pause(REALM, holder, time);
            return null;
        });
    }

    private <T> T outbox(Function<EventOutbox, T> work) {
        return database.inTransaction(em -> work.apply(new EventOutbox(em, ids, announced::add)));
    }
}
