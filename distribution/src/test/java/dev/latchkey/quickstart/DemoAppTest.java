package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class DemoAppTest {

    private static final String[] ARGUMENTS = {"kc.zip", "26.7.3", "latchkey.jar", "latchkey-realm.json", "home"};

    @Test
    void isShownWhereBrowsersLeaveThePortOut() throws IOException {
        String answer = visit("80", "localhost");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.contains("No user is signed in to this app."), answer);
    }

    @Test
    void isShownAtAnotherPort() throws IOException {
        String answer = visit("8025", "localhost:8025");

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void leadsFromAnotherNameOfTheMachineToItsOwn() throws IOException {
        assertEquals(Optional.of("Location: http://localhost/app"), location(visit("80", "127.0.0.1")));
        assertEquals(Optional.of("Location: http://localhost:8025/app"), location(visit("8025", "127.0.0.1:8025")));
    }

    private static Optional<String> location(String answer) {
        return answer.lines().filter(line -> line.startsWith("Location: ")).findFirst();
    }

    /** As a browser asks that believes the pages to be at this port; the host's name is not HttpClient's to choose. */
    private static String visit(String port, String host) throws IOException {
        QuickstartSettings settings =
                QuickstartSettings.from(ARGUMENTS, Map.of(QuickstartSettings.INBOX_PORT, port)::get);
        try (LocalPages pages = LocalPages.start(0)) {
            pages.serve(DemoApp.PATH, new DemoApp(settings.realmUrl(), settings.inboxUrl()));
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), pages.port())) {
                socket.getOutputStream().write(("GET " + DemoApp.PATH + " HTTP/1.1\r\nHost: " + host
                        + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
