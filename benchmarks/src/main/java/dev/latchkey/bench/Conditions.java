package dev.latchkey.bench;

import java.lang.management.ManagementFactory;

/** Under what conditions figures were taken, without which they mean nothing. */
final class Conditions {

    private Conditions() {
    }

    static void print(String setup) {
        System.out.printf("Conditions: %s; client and server on one machine, %d processors, load %.1f, %s %s,"
                        + " Java %s%n", setup, Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("java.version"));
    }
}
