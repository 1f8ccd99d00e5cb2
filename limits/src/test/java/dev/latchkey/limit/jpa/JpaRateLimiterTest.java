package dev.latchkey.limit.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.common.jpa.Together;
import dev.latchkey.limit.PermitLease;
import dev.latchkey.limit.PermitLeases;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.RefusalMemory;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JpaRateLimiterTest {

    private static final RateLimit FIVE_AN_HOUR = new RateLimit("user", 5, Duration.ofHours(1));
    private static final RateLimit TEN_AN_HOUR = new RateLimit("address", 10, Duration.ofHours(1));

    private static final RateLimit FIVE_THEN_BLOCKED =
            new RateLimit("endpoint", 5, Duration.ofMinutes(5), Duration.ofMinutes(15));

    private static final RateLimit LARGE = new RateLimit("large", 200, Duration.ofMinutes(5));

    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final Database database = new Database(RateLimitEntity.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void fivePassAtOnceAndTheSixthIsToldHowLongToWait() {
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(RateResult.Admitted.class, take(FIVE_AN_HOUR));
        }
        RateResult.Refused refused = assertInstanceOf(RateResult.Refused.class, take(FIVE_AN_HOUR));
        assertEquals(Duration.ofMinutes(12).toMillis(), refused.retryAfterMillis());
    }

    @Test
    void oneMorePassesWhenTheTimeIsOverAndNotAMillisecondBefore() {
        for (int i = 0; i < 5; i++) {
            take(FIVE_AN_HOUR);
        }
        clock.addAndGet(Duration.ofMinutes(12).toMillis() - 1);
        assertInstanceOf(RateResult.Refused.class, take(FIVE_AN_HOUR));
        clock.addAndGet(1);
        assertInstanceOf(RateResult.Admitted.class, take(FIVE_AN_HOUR));
        assertInstanceOf(RateResult.Refused.class, take(FIVE_AN_HOUR));
    }

    @Test
    void aLongPauseSavesUpNoMoreThanTheBucketHolds() {
        take(FIVE_AN_HOUR);
        clock.addAndGet(Duration.ofDays(30).toMillis());
        int admitted = 0;
        while (take(FIVE_AN_HOUR) instanceof RateResult.Admitted) {
            admitted++;
        }
        assertEquals(5, admitted);
    }

    @Test
    void whatIsGivenBackPassesAgain_andNoMoreThanTheBucketHolds() {
        for (int i = 0; i < 6; i++) {
            take(FIVE_AN_HOUR);
        }
        giveBack(2);
        assertInstanceOf(RateResult.Admitted.class, take(FIVE_AN_HOUR));
        assertInstanceOf(RateResult.Admitted.class, take(FIVE_AN_HOUR));
        assertInstanceOf(RateResult.Refused.class, take(FIVE_AN_HOUR));

        giveBack(100);
        giveBack(100);
        int admitted = 0;
        while (take(FIVE_AN_HOUR) instanceof RateResult.Admitted) {
            admitted++;
        }
        assertEquals(5, admitted);
    }

    /** Or one node whose clock runs ahead would refuse all requests of all nodes until its time comes. */
    @Test
    void attack_clockThatRanYearsAhead_blocksNoBucket() {
        long now = clock.get();
        clock.addAndGet(Duration.ofDays(365).toMillis());
        for (int i = 0; i < 6; i++) {
            takeBlocking();
            take(TEN_AN_HOUR, FIVE_AN_HOUR, LARGE);
        }
        clock.set(now);
        for (int i = 0; i < 5; i++) {
            assertInstanceOf(RateResult.Admitted.class, takeBlocking());
            assertInstanceOf(RateResult.Admitted.class, take(TEN_AN_HOUR, FIVE_AN_HOUR, LARGE));
        }
        RateResult.Refused refused = assertInstanceOf(RateResult.Refused.class,
                take(TEN_AN_HOUR, FIVE_AN_HOUR, LARGE));
        assertEquals(FIVE_AN_HOUR, refused.limit());
        for (int i = 0; i < 2; i++) {
            refused = assertInstanceOf(RateResult.Refused.class, takeBlocking());
            assertEquals(FIVE_THEN_BLOCKED.block().toMillis(), refused.retryAfterMillis());
        }
    }

    @Test
    void attack_nodeWhoseClockWasSetBack_forgetsRefusalsAndLeasesOfTheFuture() {
        Node node = new Node();
        long now = clock.get();
        clock.addAndGet(Duration.ofDays(365).toMillis());
        while (node.take(LARGE) instanceof RateResult.Admitted) {
            clock.addAndGet(1);
        }
        clock.set(now);
        int before = node.transactions.get();
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(RateResult.Admitted.class, node.take(LARGE));
            clock.addAndGet(LARGE.intervalMillis());
        }
        assertTrue(node.transactions.get() < before + 20, "units are taken in advance again");
    }

    /** Up to an hour nothing is reset: a node may lag by as much, and would give out units twice. */
    @Test
    void aClockThatIsAheadByLessThanAnHour_makesOthersWaitForItsTime() {
        long ahead = Duration.ofSeconds(90).toMillis();
        clock.addAndGet(ahead);
        for (int i = 0; i < 5; i++) {
            take(FIVE_AN_HOUR);
        }
        clock.addAndGet(-ahead);
        RateResult.Refused refused = assertInstanceOf(RateResult.Refused.class, take(FIVE_AN_HOUR));
        assertEquals(Duration.ofMinutes(12).toMillis() + ahead, refused.retryAfterMillis());
    }

    private void giveBack(int units) {
        database.inTransaction(em -> {
            limiter(em, clock::get).giveBack(new RateDemand(FIVE_AN_HOUR, "realm", "alice"), units);
            return true;
        });
    }

    @Test
    void exactlyTheCountPassesHoweverManyAskAtOnce() throws Exception {
        List<RateResult> results = Together.run(50, () -> take(FIVE_AN_HOUR));
        assertEquals(5, results.stream().filter(RateResult.Admitted.class::isInstance).count());
    }

    @Test
    void whoHasWaitedForTheRowIsNotLateForHisOwnUnit() {
        clock.addAndGet(5);
        for (int i = 0; i < 4; i++) {
            take(FIVE_THEN_BLOCKED);
        }
        // read before the others came, and again after they were through
        Iterator<Long> read = List.of(1_000_000L, 1_000_005L).iterator();
        RateResult fifth = database.inTransaction(em -> limiter(em, read::next)
                .take(List.of(new RateDemand(FIVE_THEN_BLOCKED, "realm", "alice"))));
        assertInstanceOf(RateResult.Admitted.class, fifth);
        assertInstanceOf(RateResult.Refused.class, take(FIVE_THEN_BLOCKED));
    }

    @Test
    void nobodyIsToldToWaitLongerThanTheBlockLasts() {
        clock.addAndGet(5);
        for (int i = 0; i < 6; i++) {
            takeBlocking();
        }
        // read before another's demand began the block, and again after that
        Iterator<Long> read = List.of(1_000_000L, 1_000_000L, 1_000_006L).iterator();
        RateResult.Refused late = assertInstanceOf(RateResult.Refused.class, database.inTransaction(em ->
                limiter(em, read::next)
                        .take(List.of(new RateDemand(FIVE_THEN_BLOCKED, "realm", "192.0.2.1")))));
        assertEquals(FIVE_THEN_BLOCKED.block().toMillis() - 1, late.retryAfterMillis());
    }

    @Test
    void aRefusalThatIsRolledBackSpendsNothingOfTheOtherBuckets() {
        for (int i = 0; i < 8; i++) {
            take(FIVE_AN_HOUR, TEN_AN_HOUR);
        }
        int left = 0;
        while (take(TEN_AN_HOUR) instanceof RateResult.Admitted) {
            left++;
        }
        assertEquals(5, left);
    }

    @Test
    void ofSeveralBucketsTheEmptyOneRefuses() {
        RateLimit three = new RateLimit("three", 3, Duration.ofHours(1));
        RateLimit four = new RateLimit("four", 4, Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(RateResult.Admitted.class, take(TEN_AN_HOUR, FIVE_AN_HOUR, three, four));
        }
        for (int i = 0; i < 3; i++) {
            // the last unit of another bucket is taken by the same statement
            RateResult.Refused refused = assertInstanceOf(RateResult.Refused.class,
                    take(TEN_AN_HOUR, FIVE_AN_HOUR, three, four));
            assertEquals(new RateResult.Refused(three, Duration.ofMinutes(20).toMillis()), refused);
        }
        assertInstanceOf(RateResult.Admitted.class, take(four, TEN_AN_HOUR, FIVE_AN_HOUR));
        assertInstanceOf(RateResult.Admitted.class, take(FIVE_AN_HOUR));
        assertInstanceOf(RateResult.Refused.class, take(FIVE_AN_HOUR));
    }

    @Test
    void usersOfOneAddressAtOnceTakeItsBucketsInOneOrder() throws Exception {
        RateLimit minute = new RateLimit("minute", 9, Duration.ofHours(1));
        RateLimit hour = new RateLimit("hour", 7, Duration.ofHours(1));
        AtomicInteger users = new AtomicInteger();
        List<RateResult> results = Together.run(50, () -> {
            String user = "user" + users.incrementAndGet();
            List<RateDemand> demands = List.of(new RateDemand(FIVE_AN_HOUR, "realm", user),
                    new RateDemand(TEN_AN_HOUR, "realm", user), new RateDemand(minute, "realm", "192.0.2.1"),
                    new RateDemand(hour, "realm", "192.0.2.1"));
            return database.inTransaction(em -> {
                RateResult result = limiter(em, clock::get).take(demands);
                if (result instanceof RateResult.Refused) {
                    em.getTransaction().setRollbackOnly();
                }
                return result;
            });
        });
        assertEquals(7, results.stream().filter(RateResult.Admitted.class::isInstance).count());
        assertInstanceOf(RateResult.Admitted.class, database.inTransaction(em -> limiter(em, clock::get)
                .take(List.of(new RateDemand(minute, "realm", "192.0.2.1")))), "a refusal has spent nothing");
    }

    @Test
    void exactlyTheSmallestCountPassesHoweverManyAskForSeveralBucketsAtOnce() throws Exception {
        RateLimit seven = new RateLimit("seven", 7, Duration.ofHours(1));
        List<RateResult> results = Together.run(50, () -> take(TEN_AN_HOUR, FIVE_AN_HOUR, seven));
        assertEquals(5, results.stream().filter(RateResult.Admitted.class::isInstance).count());
    }

    @Test
    void anotherRealmHasItsOwnBuckets() {
        for (int i = 0; i < 5; i++) {
            take(FIVE_AN_HOUR);
        }
        RateResult other = database.inTransaction(em -> limiter(em, clock::get)
                .take(List.of(new RateDemand(FIVE_AN_HOUR, "other", "alice"))));
        assertInstanceOf(RateResult.Admitted.class, other);
    }

    @Test
    void aRateThatBlocksRefusesUntilTheBlockIsOverAndIsFullThen() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5; i++) {
                assertInstanceOf(RateResult.Admitted.class, takeBlocking());
            }
            RateResult.Refused refused = assertInstanceOf(RateResult.Refused.class, takeBlocking());
            assertEquals(Duration.ofMinutes(15).toMillis(), refused.retryAfterMillis());

            clock.addAndGet(Duration.ofMinutes(15).toMillis() - 1);
            refused = assertInstanceOf(RateResult.Refused.class, takeBlocking());
            assertEquals(1, refused.retryAfterMillis(), "whoever asks meanwhile does not prolong it");
            clock.addAndGet(1);
        }
    }

    @Test
    void aBlockBeginsOnceHoweverManyAreRefusedAtOnce() throws Exception {
        List<RateResult> results = Together.run(50, this::takeBlocking);
        assertEquals(5, results.stream().filter(RateResult.Admitted.class::isInstance).count());
        clock.addAndGet(Duration.ofMinutes(15).toMillis());
        assertInstanceOf(RateResult.Admitted.class, takeBlocking());
    }

    @Test
    void leasesOfOneNodeRefuseNoneTooEarly() throws Exception {
        Node node = new Node();
        List<RateResult> results = Together.run(20, () -> node.take(LARGE));
        int admitted = (int) results.stream().filter(RateResult.Admitted.class::isInstance).count();
        while (node.take(LARGE) instanceof RateResult.Admitted) {
            admitted++;
            clock.addAndGet(admitted % 3);
        }
        // the clock has run for less than one unit
        assertEquals(LARGE.count(), admitted);
        assertTrue(node.transactions.get() < LARGE.count() + 2, () -> node.transactions + " transactions");
    }

    @Test
    void aBusyBucketThatIsNearlyFullCostsATransactionForAFortiethOfTheRate() {
        Node node = new Node();
        for (int i = 0; i < 200; i++) {
            assertInstanceOf(RateResult.Admitted.class, node.take(LARGE));
            clock.addAndGet(2 * LARGE.intervalMillis());
        }
        assertTrue(node.transactions.get() <= 200 / 2 + 2, () -> node.transactions + " transactions");
    }

    @Test
    void aUnitThatWasNotGivenOutEndsWithItsLease() {
        Node node = new Node();
        node.take(LARGE);
        node.take(LARGE);
        int before = node.transactions.get();
        node.take(LARGE);
        assertEquals(before, node.transactions.get());
        clock.addAndGet(LARGE.period().toMillis() / 10 + 1);
        node.take(LARGE);
        assertEquals(before + 1, node.transactions.get());
    }

    @Test
    void ofDemandsThatAreRefusedAtOnceOneIsRefusedByTheStore() throws Exception {
        Node other = new Node();
        while (other.take(LARGE) instanceof RateResult.Admitted) {
            clock.addAndGet(1);
        }
        Node node = new Node();
        List<RateResult> results = Together.run(20, () -> node.take(LARGE));
        List<RateResult.Refused> refused = results.stream().flatMap(result -> result.refusal().stream()).toList();
        assertEquals(20, refused.size());
        assertEquals(node.transactions.get(), refused.stream().filter(one -> !one.remembered()).count());
        assertInstanceOf(RateResult.Refused.class, node.take(LARGE));
    }

    @Test
    void whileAnotherRequestOfTheNodeWaitsForTheDatabaseOneAsksItself() throws Exception {
        Node node = new Node(Duration.ZERO);
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        Thread first = new Thread(() -> node.take(LARGE, () -> {
            waits.countDown();
            await(answers);
        }));
        first.start();
        await(waits);
        assertInstanceOf(RateResult.Admitted.class, node.take(LARGE));
        answers.countDown();
        first.join();
        assertEquals(2, node.transactions.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A lease that outlives a block would exceed the rate after it. */
    @Test
    void attack_requestsAfterAShortBlock_findNoLeaseFromBeforeIt() {
        Duration lease = LARGE.period().dividedBy(10);
        assertTrue(PermitLease.isLarge(LARGE));
        assertTrue(PermitLease.isLarge(blocking(lease.multipliedBy(2))));
        assertFalse(PermitLease.isLarge(blocking(lease)));
        assertFalse(PermitLease.isLarge(blocking(Duration.ofSeconds(1))));
    }

    private static RateLimit blocking(Duration block) {
        return new RateLimit("blocking", LARGE.count(), LARGE.period(), block);
    }

    @Test
    void aLeaseThatIsSettledGivesNothingOut() {
        PermitLease lease = PermitLease.take(LARGE, 0, clock.get()).orElseThrow();
        assertTrue(lease.spend(clock.get()));
        lease.end();
        assertFalse(lease.spend(clock.get()));
    }

    /** What nodes give out, at whatever moment, is what one bucket without leases would have given out. */
    @Test
    void attack_leasesOfThreeNodes_neverExceedTheRate() {
        for (int seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            List<Node> nodes = List.of(new Node(), new Node(), new Node());
            RateLimit limit = new RateLimit("nodes" + seed, LARGE.count(), LARGE.period());
            long interval = limit.intervalMillis();
            long pause = interval * (1 + seed % 4);
            long arrival = 0;
            for (int i = 0; i < 600; i++) {
                // bursts, and pauses of up to a lease
                clock.addAndGet(random.nextInt(20) == 0 ? random.nextLong(limit.period().toMillis() / 5)
                        : random.nextInt(3) == 0 ? random.nextLong(pause) : 0);
                long now = clock.get();
                boolean admitted = nodes.get(random.nextInt(3)).take(limit) instanceof RateResult.Admitted;
                if (admitted) {
                    assertTrue(arrival <= now + limit.toleranceMillis(), "exceeded");
                    arrival = Math.max(arrival, now) + interval;
                } else {
                    long earliest = Math.max(arrival, now) + limit.count() / 8 * interval;
                    assertTrue(earliest > now + limit.toleranceMillis(),
                            "refused by more than an eighth too early");
                }
            }
        }
    }

    private static JpaRateLimiter limiter(EntityManager em, LongSupplier time) {
        return new JpaRateLimiter(em, new RefusalMemory(), new PermitLeases(Duration.ZERO), time);
    }

    /** A node with a memory of its own, on the database of all nodes. */
    private final class Node {

        private final RefusalMemory memory = new RefusalMemory();
        private final AtomicInteger transactions = new AtomicInteger();
        private final PermitLeases leases;

        /** Whose requests wait for each other however slow the machine is. */
        Node() {
            this(Duration.ofMinutes(5));
        }

        Node(Duration longestWait) {
            leases = new PermitLeases(longestWait);
        }

        RateResult take(RateLimit limit) {
            return take(limit, () -> { });
        }

        RateResult take(RateLimit limit, Runnable before) {
            RateDemand demand = new RateDemand(limit, "realm", "192.0.2.2");
            return leases.take(demand, clock::get, () -> on(null).recall(List.of(demand)), work -> {
                transactions.incrementAndGet();
                before.run();
                return database.inTransaction(em -> work.apply(on(em)));
            });
        }

        private JpaRateLimiter on(EntityManager em) {
            return new JpaRateLimiter(em, memory, leases, clock::get);
        }
    }

    /** Commits a refusal, as callers of a rate that blocks do. */
    private RateResult takeBlocking() {
        return database.inTransaction(em -> limiter(em, clock::get)
                .take(List.of(new RateDemand(FIVE_THEN_BLOCKED, "realm", "192.0.2.1"))));
    }

    private RateResult take(RateLimit... limits) {
        List<RateDemand> demands =
                List.of(limits).stream().map(limit -> new RateDemand(limit, "realm", "alice")).toList();
        return database.inTransaction(em -> {
            RateResult result = limiter(em, clock::get).take(demands);
            if (result instanceof RateResult.Refused) {
                // as every caller does
                em.getTransaction().setRollbackOnly();
            }
            return result;
        });
    }
}
