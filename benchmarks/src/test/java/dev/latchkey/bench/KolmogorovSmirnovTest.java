package dev.latchkey.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class KolmogorovSmirnovTest {

    @Test
    void theDistanceIsTheLargestGapOfTheTwoFunctions() {
        assertEquals(0, KolmogorovSmirnov.distance(List.of(1.0, 2.0, 3.0), List.of(3.0, 2.0, 1.0)));
        assertEquals(1, KolmogorovSmirnov.distance(List.of(1.0, 2.0), List.of(3.0, 4.0)));
        assertEquals(0.5, KolmogorovSmirnov.distance(List.of(1.0, 2.0, 3.0, 4.0), List.of(3.0, 4.0, 5.0, 6.0)));
        assertEquals(0.25, KolmogorovSmirnov.distance(List.of(1.0, 1.0, 2.0, 2.0), List.of(1.0, 2.0, 2.0, 2.0)));
    }

    /** Critical values of the table for large samples: 1.358 and 1.628 times the root of (n + m) / nm. */
    @Test
    void theProbabilityMeetsTheTablesCriticalValues() {
        assertEquals(0.05, shifted(500, 43), 0.01);
        assertEquals(0.01, shifted(500, 52), 0.005);
        assertEquals(1, shifted(500, 0));
        assertTrue(shifted(500, 250) < 1e-9);
    }

    /** Two samples of so many values each, of which one is ahead by so many, so that D is their quotient. */
    private static double shifted(int count, int by) {
        return KolmogorovSmirnov.probability(values(0, count), values(by, count));
    }

    private static List<Double> values(int from, int count) {
        return IntStream.range(from, from + count).asDoubleStream().boxed().toList();
    }

    @Test
    void halfAMillisecondAmongNoiseOfOneIsFound() {
        List<Double> noise = noise(0);
        assertTrue(KolmogorovSmirnov.probability(noise, noise(0.5)) < 0.01);
    }

    /** Values spread as normal noise of one millisecond is: the quantiles of the logistic curve come close. */
    private static List<Double> noise(double shift) {
        return DoubleStream.iterate(1, i -> i <= 500, i -> i + 1)
                .map(i -> shift + 0.55 * Math.log(i / (501 - i))).boxed().toList();
    }
}
