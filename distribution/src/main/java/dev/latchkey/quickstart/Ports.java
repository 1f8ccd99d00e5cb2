package dev.latchkey.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether a port is free before anything is started on it. */
final class Ports {

    private Ports() {
    }

    /**
     * Checks a port of 127.0.0.1.
     *
     * @param port     1-65535
     * @param purpose  what would listen there, for the message
     * @param property the system property that chooses another port, for the message
     * @throws QuickstartException if something listens there, or this user may not
     */
    static void requireFree(int port, String purpose, String property) {
        try (ServerSocket socket = new ServerSocket()) {
            // on Unix, without it, a port that a server has just left counts as taken for a minute;
            // on Windows, with it, a port that is in use counts as free
            socket.setReuseAddress(!KeycloakDistribution.onWindows());
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new QuickstartException("Port " + port + ", wanted for " + purpose + ", is taken: stop what uses it,"
                    + " or choose another with -D" + property + "=<port>.", e);
        }
    }
}
