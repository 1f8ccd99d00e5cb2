package dev.latchkey.it.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback address; no port is returned twice in one run. */
public final class Ports {

    private static final Set<Integer> TAKEN = new HashSet<>();
    /** Each test process takes ports of its own: two could find the same one free before either uses it. */
    private static final int PROCESSES = 4;

    private Ports() {
    }

    /**
     * Returns a free port below the range that the system assigns to outgoing connections: such a connection could take
     * the port while its server is down.
     */
    public static int free() {
        return free(16_000, 32_000, 0);
    }

    /**
     * Returns a free port to which 50,000 can be added without leaving the range of ports: JGroups listens at that port
     * too.
     */
    static int freeForCluster() {
        return free(10_000, 15_000, 50_000);
    }

    private static synchronized int free(int from, int to, int second) {
        return ThreadLocalRandom.current().ints(from, to)
                .filter(port -> port % PROCESSES == TestProcess.NUMBER % PROCESSES)
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
