package dev.latchkey.common.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.latchkey.common.limit.RateDemand;
import dev.latchkey.common.limit.RateLimit;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.limit.RefusalMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JpaRateLimiterTest {

    private static final RateLimit FIVE_AN_HOUR = new RateLimit("user", 5, Duration.ofHours(1));
    private static final RateLimit TEN_AN_HOUR = new RateLimit("address", 10, Duration.ofHours(1));

    private static final RateLimit FIVE_THEN_BLOCKED =
            new RateLimit("endpoint", 5, Duration.ofMinutes(5), Duration.ofMinutes(15));

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
        RateResult fifth = database.inTransaction(em -> new JpaRateLimiter(em, new RefusalMemory(), read::next)
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
                new JpaRateLimiter(em, new RefusalMemory(), read::next)
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
    void anotherRealmHasItsOwnBuckets() {
        for (int i = 0; i < 5; i++) {
            take(FIVE_AN_HOUR);
        }
        RateResult other = database.inTransaction(em -> new JpaRateLimiter(em, new RefusalMemory(), clock::get)
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

    /** Commits a refusal, as callers of a rate that blocks do. */
    private RateResult takeBlocking() {
        return database.inTransaction(em -> new JpaRateLimiter(em, new RefusalMemory(), clock::get)
                .take(List.of(new RateDemand(FIVE_THEN_BLOCKED, "realm", "192.0.2.1"))));
    }

    private RateResult take(RateLimit... limits) {
        List<RateDemand> demands =
                List.of(limits).stream().map(limit -> new RateDemand(limit, "realm", "alice")).toList();
        return database.inTransaction(em -> {
            RateResult result = new JpaRateLimiter(em, new RefusalMemory(), clock::get).take(demands);
            if (result instanceof RateResult.Refused) {
                // as every caller does
                em.getTransaction().setRollbackOnly();
            }
            return result;
        });
    }
}
