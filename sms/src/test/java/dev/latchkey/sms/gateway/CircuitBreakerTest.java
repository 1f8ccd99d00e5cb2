package dev.latchkey.sms.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.gateway.CircuitBreaker.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitBreakerTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final CircuitBreaker breaker = new CircuitBreaker(3, Duration.ofSeconds(30), clock::get);

    private boolean ends(ServerAnswer answer) {
        return breaker.ended(breaker.begin().orElseThrow(), answer);
    }

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void fail() {
        assertFalse(ends(ServerAnswer.FAULT));
        assertFalse(ends(ServerAnswer.UNKNOWN));
        assertTrue(ends(ServerAnswer.FAULT));
    }

    @Test
    void afterFailuresInARow_itIsNotAsked_untilOneTriesIt() {
        fail();
        assertTrue(breaker.begin().isEmpty());
        pass(29);
        assertTrue(breaker.begin().isEmpty());
        pass(1);
        Turn trial = breaker.begin().orElseThrow();
        assertTrue(trial.trial());
        assertTrue(breaker.begin().isEmpty(), "one alone");
        assertFalse(breaker.ended(trial, ServerAnswer.TAKEN));
        assertFalse(breaker.begin().orElseThrow().trial());
    }

    @Test
    void thePauseDoublesUpToFiveMinutes() {
        fail();
        for (int pause : new int[]{30, 60, 120, 240, 300, 300}) {
            pass(pause - 1);
            assertTrue(breaker.begin().isEmpty(), "after " + (pause - 1));
            pass(1);
            assertTrue(ends(ServerAnswer.UNKNOWN));
        }
        pass(300);
        assertFalse(ends(ServerAnswer.REFUSED));
        fail();
        pass(30);
        assertTrue(breaker.begin().isPresent(), "it begins anew");
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "REFUSED_FOR_GOOD", "TAKEN"})
    void attack_refusedNumbers_takeNoGatewayOut(ServerAnswer answer) {
        assertFalse(ends(ServerAnswer.FAULT));
        assertFalse(ends(ServerAnswer.FAULT));
        assertFalse(ends(answer));
        assertFalse(ends(ServerAnswer.FAULT));
        assertFalse(ends(ServerAnswer.FAULT));
        assertTrue(breaker.begin().isPresent());
    }

    @Test
    void whatBeganBefore_saysNothingAboutNow() {
        Turn early = breaker.begin().orElseThrow();
        Turn other = breaker.begin().orElseThrow();
        fail();
        pass(20);
        assertFalse(breaker.ended(early, ServerAnswer.TAKEN));
        assertTrue(breaker.begin().isEmpty());
        assertFalse(breaker.ended(other, ServerAnswer.FAULT));
        pass(10);
        assertTrue(breaker.begin().isPresent());
    }

    @Test
    void aTrialThatAskedNothing_leavesItToTheNext() {
        fail();
        pass(30);
        assertFalse(ends(ServerAnswer.NONE));
        assertEquals(new Turn(true), breaker.begin().orElseThrow());
    }
}
