package dev.latchkey.bench;

import java.time.Duration;
import java.util.List;

/** Statistics of many durations. */
final class Figures {

    private Figures() {
    }

    static void print(String what, List<Duration> times) {
        System.out.printf("%s: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, slowest %.1f ms (n = %d)%n", what,
                millis(times, 50), millis(times, 95), millis(times, 99), millis(times, 100), times.size());
    }

    static double ratio(List<Duration> times, List<Duration> reference) {
        return millis(times, 50) / millis(reference, 50);
    }

    private static double millis(List<Duration> times, int percent) {
        List<Duration> sorted = times.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) * percent / 100).toNanos() / 1e6;
    }
}
