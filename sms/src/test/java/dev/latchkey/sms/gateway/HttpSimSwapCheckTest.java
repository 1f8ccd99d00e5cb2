package dev.latchkey.sms.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.latchkey.sms.SimSwap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check against a server on a real connection. */
class HttpSimSwapCheckTest {

    private static final String NUMBER = "+4915123456789";
    private static final long AT = Instant.parse("2026-07-03T12:27:08.312Z").toEpochMilli();
    private static final SimSwap SWAPPED = SimSwap.of(Optional.of(AT));

    private final AtomicLong clock = new AtomicLong();
    private final SwapMemory memory = new SwapMemory(clock::get);
    private TextApi api;

    @BeforeEach
    void start() throws IOException {
        api = new TextApi();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    private SimSwap ask() {
        HttpGatewayConfig config = HttpGatewayConfig.of(api.url() + "/sim-swap/v0/retrieve-date",
                "Authorization: Bearer {vault.network}", "application/json", "{\"phoneNumber\": \"{number}\"}", null,
                "1");
        return new HttpSimSwapCheck(new HttpClients(config.timeout()), config, memory, "r", name -> "t0ken")
                .ask(NUMBER);
    }

    private void answers(String body) {
        api.behaves(TextApi.answers("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    @Test
    void asksInTheShapeOfCamara_andKeepsTheAnswerForAWhile() {
        answers("{\"latestSimChange\": \"2026-07-03T14:27:08.312+02:00\"}");
        assertEquals(SWAPPED, ask());
        String request = api.requests().get(0);
        assertTrue(request.startsWith("POST /sim-swap/v0/retrieve-date HTTP/1.1\r\n"), request);
        assertTrue(request.toLowerCase().contains("authorization: bearer t0ken\r\n"), request);
        assertTrue(request.endsWith("{\"phoneNumber\": \"" + NUMBER + "\"}"), request);

        answers("{\"latestSimChange\": null}");
        assertEquals(SWAPPED, ask(), "kept");
        clock.addAndGet(Duration.ofMinutes(5).toNanos());
        assertEquals(SimSwap.of(Optional.empty()), ask());
        assertEquals(2, api.requests().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "", "{\"latestSimChange\": \"\"}", "{\"latestSimChange\": 5}",
        "{\"latestSimChange\": \"2026-07-03\"}", "{\"latestSimChange\": \"2026-07-03T14:27:08\"}",
        "{\"latestSimChange\": \"+999999999-12-31T23:59:59Z\"}"})
    void attack_whatIsNoAnswer_isNotKnown(String body) {
        answers(body);
        assertEquals(SimSwap.UNKNOWN, ask());
    }

    @Test
    void aServerThatFails_isNotAskedByEachRequest_andAskedAgainSoon() {
        api.behaves(TextApi.status(404));
        assertEquals(SimSwap.UNKNOWN, ask());
        assertEquals(SimSwap.UNKNOWN, ask());
        assertEquals(1, api.requests().size());

        clock.addAndGet(Duration.ofSeconds(15).toNanos());
        CountDownLatch left = new CountDownLatch(1);
        api.behaves(connection -> left.await());
        assertEquals(SimSwap.UNKNOWN, ask(), "returns while the server holds the connection");
        left.countDown();
    }

    @Test
    void attack_aDateOfTheFuture_isNoOldOne_andWhatIsNotKnownIsNone() {
        Duration days = Duration.ofDays(7);
        assertFalse(SWAPPED.isOlder(days, AT + days.toMillis() - 1));
        assertTrue(SWAPPED.isOlder(days, AT + days.toMillis()));
        assertFalse(SWAPPED.isOlder(days, AT - 1));
        assertFalse(SimSwap.UNKNOWN.isOlder(days, AT));
        assertTrue(SimSwap.of(Optional.empty()).isOlder(days, AT));
    }
}
