package dev.latchkey.sms.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.common.jpa.Together;
import dev.latchkey.sms.jpa.TextSpend.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TextSpendTest {

    private static final long NOON = Duration.ofHours(12).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private static final Map<Row, Long> FACTOR = Map.of(Row.ALL, 100L);
    private static final Map<Row, Long> HALF = Map.of(Row.UNPROVEN, 50L, Row.ALL, 100L);

    private final Database database = new Database(TextSpendEntity.class);

    @AfterEach
    void close() {
        database.close();
    }

    private boolean take(String realm, long now, long price) {
        return database.inTransaction(em -> new TextSpend(em, realm, now).take(price, FACTOR));
    }

    private long spent() {
        return database.inTransaction(em -> new TextSpend(em, "r", NOON).spent(Row.ALL));
    }

    @Test
    void attack_manyAtOnce_neverSpendMoreThanTheBudget() throws Exception {
        List<Boolean> taken = Together.run(32, () -> take("r", NOON, 7));

        assertEquals(14, taken.stream().filter(Boolean::booleanValue).count());
        assertEquals(98, spent());
        assertFalse(take("r", NOON, 3));
        assertTrue(take("r", NOON, 2), "what is left, to the last unit");
    }

    @Test
    void eachRealmAndDayHasItsOwn() {
        assertTrue(take("r", NOON, 100));
        assertFalse(take("r", DAY - 1, 1));
        assertTrue(take("r", DAY, 100));
        assertTrue(take("s", NOON, 100));
    }

    @Test
    void whatIsGivenBackCanBeSpentAgain_andNoMoreThanThat() {
        take("r", NOON, 60);
        database.inTransaction(em -> {
            new TextSpend(em, "r", NOON).giveBack(60, FACTOR.keySet());
            new TextSpend(em, "r", NOON).giveBack(60, FACTOR.keySet());
            return null;
        });
        assertEquals(0, spent());
        assertFalse(take("r", NOON, 101), "dearer than the whole budget");
    }

    private boolean takeUnproven(long price) {
        return database.inTransaction(em -> new TextSpend(em, "r", NOON).take(price, HALF));
    }

    private long spentUnproven() {
        return database.inTransaction(em -> new TextSpend(em, "r", NOON).spent(Row.UNPROVEN));
    }

    @Test
    void attack_manyThatAreNoSecondFactor_atOnceWithOthers_spendHalfOfTheBudgetAtMost() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        Together.run(32, () -> turn.incrementAndGet() % 5 == 0 ? take("r", NOON, 7) : takeUnproven(7));

        assertEquals(49, spentUnproven());
        assertEquals(49 + 6 * 7, spent(), "every second factor left");
        assertFalse(takeUnproven(2));
        assertTrue(take("r", NOON, 9));
    }

    @Test
    void whatSecondFactorsHaveSpent_othersCannotSpend_andARefusalTakesNothing() {
        assertTrue(take("r", NOON, 90));
        assertFalse(takeUnproven(11));
        assertEquals(0, spentUnproven());
        assertTrue(takeUnproven(10));
        assertEquals(100, spent());

        database.inTransaction(em -> {
            new TextSpend(em, "r", NOON).giveBack(10, HALF.keySet());
            return null;
        });
        assertEquals(0, spentUnproven());
        assertEquals(90, spent());
    }
}
