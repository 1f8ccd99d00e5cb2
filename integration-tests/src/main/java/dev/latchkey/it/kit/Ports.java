package dev.latchkey.it.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback address, no two alike in one run. */
final class Ports {

    private static final Set<Integer> TAKEN = new HashSet<>();

    private Ports() {
    }

    static synchronized int free() {
        for (;;) {
            int port = bind(0);
            if (port > 0 && TAKEN.add(port)) {
                return port;
            }
        }
    }

    /** A port that, with 50,000 added, still is one: JGroups listens there as well. */
    static synchronized int freeLow() {
        return ThreadLocalRandom.current().ints(10_000, 15_000)
                .filter(port -> bind(port) > 0 && bind(port + 50_000) > 0 && TAKEN.add(port))
                .findFirst().orElseThrow();
    }

    private static int bind(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return -1;
        }
    }
}
