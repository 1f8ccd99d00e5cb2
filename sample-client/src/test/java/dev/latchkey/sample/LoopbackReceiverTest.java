package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

import com.nimbusds.oauth2.sdk.id.State;
import org.junit.jupiter.api.Test;

class LoopbackReceiverTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration NOW = Duration.ZERO;

    @Test
    void onlyTheVisitWithTheRightStateAtTheRightPathCounts() throws IOException {
        try (LoopbackReceiver receiver = new LoopbackReceiver(new State("right state"))) {
            URI address = receiver.address();
            assertEquals(404, visit(address + "?code=planted&state=wrong"));
            assertEquals(404, visit(address + "?code=planted"));
            assertEquals(404, visit(address.toString()));
            assertEquals(404, visit(address.resolve("/favicon.ico?state=right%20state").toString()));
            assertThrows(IOException.class, () -> receiver.await(NOW));

            assertEquals(200, visit(address + "?code=real&state=right%20state"));
            assertEquals(URI.create(address + "?code=real&state=right%20state"), receiver.await(SOON));
        }
    }

    @Test
    void itListensOnTheLoopbackAddressAndEachTimeAnew() throws IOException {
        try (LoopbackReceiver one = new LoopbackReceiver(new State());
                LoopbackReceiver other = new LoopbackReceiver(new State())) {
            assertEquals("127.0.0.1", one.address().getHost());
            assertEquals("/callback", one.address().getPath());
            assertEquals(2, Set.of(one.address().getPort(), other.address().getPort()).size());
        }
    }

    private static int visit(String address) throws IOException {
        return ((HttpURLConnection) URI.create(address).toURL().openConnection()).getResponseCode();
    }
}
