package dev.latchkey.it.server;

import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.StoppableClock;

/** Stops the clocks of servers, all at the same time, while an action runs that may take long. */
final class StoppedClocks {

    private StoppedClocks() {
    }

    static void during(Runnable work, Node... nodes) {
        during(() -> {
            work.run();
            return null;
        }, nodes);
    }

    static <T> T during(Supplier<T> work, Node... nodes) {
        List<Probe> probes = Stream.of(nodes).map(Probe::new).toList();
        for (int i = 0; i < nodes.length; i++) {
            StoppableClock.install(nodes[i].pid(), Base64.getDecoder().decode(probes.get(i).timeClass()));
        }
        long now = System.currentTimeMillis();
        probes.forEach(probe -> probe.stopClock(now));
        try {
            return work.get();
        } finally {
            probes.forEach(Probe::startClock);
        }
    }
}
