package dev.latchkey.it.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback address, no two alike in one run. */
public final class Ports {

    private static final Set<Integer> TAKEN = new HashSet<>();

    private Ports() {
    }

    /**
     * Below what the system gives to outgoing connections: one of those could take a port while its server is down.
     */
    public static int free() {
        return free(16_000, 32_000, 0);
    }

    /** A port that, with 50,000 added, still is one: JGroups listens there as well. */
    static int freeForCluster() {
        return free(10_000, 15_000, 50_000);
    }

    private static synchronized int free(int from, int to, int second) {
        return ThreadLocalRandom.current().ints(from, to)
                .filter(port -> bind(port) > 0 && bind(port + second) > 0 && TAKEN.add(port))
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
