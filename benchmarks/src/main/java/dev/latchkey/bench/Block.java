package dev.latchkey.bench;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.latchkey.it.kit.Burst;

/**
 * Many runs of one way without a pause.
 *
 * @param runs      number of them
 * @param took      from the start of the first to the end of the last
 * @param cpu       processor time of the server meanwhile
 * @param compiling how much of it were the JVM's compilers
 */
record Block(int runs, Duration took, Duration cpu, Duration compiling) {

    /**
     * Runs a way again and again.
     *
     * @param way     the way
     * @param next    number of the next user, counted up
     * @param runs    number of runs
     * @param threads runs at a time
     * @param server  the server whose processor time is taken
     * @return what was measured
     */
    static Block of(SignInWay way, AtomicInteger next, int runs, int threads, ServerCpu server) {
        Duration before = server.used();
        Duration compiledBefore = server.compiling();
        long start = System.nanoTime();
        Burst.of(runs, threads, i -> {
            way.run(next.getAndIncrement());
            return i;
        });
        return new Block(runs, Duration.ofNanos(System.nanoTime() - start), server.used().minus(before),
                server.compiling().minus(compiledBefore));
    }

    /** @return runs a second */
    double rate() {
        return runs * 1e9 / took.toNanos();
    }

    /** @return seconds of the server's processor time for 100 runs */
    double cpuOfHundred() {
        return cpu.toNanos() / 1e9 * 100 / runs;
    }

    /** @return the same without that of the JVM's compilers */
    double compiledCpuOfHundred() {
        return cpu.minus(compiling).toNanos() / 1e9 * 100 / runs;
    }
}
