package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void saysInOneSentenceThatAPortIsTakenAndWhatToDo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            QuickstartException e = assertThrows(QuickstartException.class,
                    () -> Ports.requireFree(port, "Keycloak", "quickstart.port"));

            assertEquals("Port " + port + ", wanted for Keycloak, is taken: stop what uses it,"
                    + " or choose another with -Dquickstart.port=<port>.", e.getMessage());
        }
    }

    @Test
    void leavesAFreePortFree() throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
        }

        assertDoesNotThrow(() -> Ports.requireFree(port, "Keycloak", "quickstart.port"));
        assertDoesNotThrow(() -> Ports.requireFree(port, "Keycloak", "quickstart.port"));
    }
}
