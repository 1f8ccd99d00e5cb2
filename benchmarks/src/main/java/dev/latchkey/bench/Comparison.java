package dev.latchkey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import dev.latchkey.bench.Enumeration.Visit;

/** Compares the answers of an endpoint to names with and without an account. */
final class Comparison {

    private Comparison() {
    }

    /**
     * Visits an endpoint with names of both kinds in turn and prints times, looks and the test.
     *
     * @param endpoint its name
     * @param warmUp   how many of the last names of each kind are not compared
     * @param known    names with an account
     * @param unknown  names without one, as many
     * @param visit    one request
     */
    static void print(String endpoint, int warmUp, List<String> known, List<String> unknown,
            Function<String, Visit> visit) {
        int samples = known.size() - warmUp;
        for (int i = samples; i < known.size(); i++) {
            visit.apply(known.get(i));
            visit.apply(unknown.get(i));
        }
        List<Duration> timesOfKnown = new ArrayList<>();
        List<Duration> timesOfUnknown = new ArrayList<>();
        Set<String> looksOfKnown = new TreeSet<>();
        Set<String> looksOfUnknown = new TreeSet<>();
        for (int i = 0; i < samples; i++) {
            Visit ofKnown = visit.apply(known.get(i));
            Visit ofUnknown = visit.apply(unknown.get(i));
            timesOfKnown.add(ofKnown.taken());
            timesOfUnknown.add(ofUnknown.taken());
            looksOfKnown.add(ofKnown.look());
            looksOfUnknown.add(ofUnknown.look());
        }
        synchronized (Comparison.class) {
            Figures.print(endpoint + ", with an account   ", timesOfKnown);
            Figures.print(endpoint + ", without an account", timesOfUnknown);
            System.out.printf("%s: answers %s: %s / %s%n", endpoint,
                    looksOfKnown.equals(looksOfUnknown) ? "look alike" : "DIFFER", looksOfKnown, looksOfUnknown);
            System.out.printf("%s: D = %.4f, p = %.3f (wanted: more than 0.01)%n", endpoint,
                    KolmogorovSmirnov.distance(millis(timesOfKnown), millis(timesOfUnknown)),
                    KolmogorovSmirnov.probability(millis(timesOfKnown), millis(timesOfUnknown)));
        }
    }

    private static List<Double> millis(List<Duration> times) {
        return times.stream().map(time -> time.toNanos() / 1e6).toList();
    }
}
