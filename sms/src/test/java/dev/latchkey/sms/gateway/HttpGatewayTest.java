package dev.latchkey.sms.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway against a server on a real connection. */
class HttpGatewayTest {

    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final Text TEXT = new Text("+4915123456789",
            "Your code: 123456 & \"more\"\n@login.example #123456", VALIDITY);
    private static final String JSON = "{\"to\": \"{number}\", \"text\": \"{text}\"}";
    private static final Map<String, String> VAULT = Map.of("vault.twilio", "QUMxOnNlY3JldA==", "vault.bird", "live_k",
            "vault.texts", "k\r\nX-Evil: 1", "realm", "demo");

    private TextApi api;

    @BeforeEach
    void start() throws IOException {
        api = new TextApi();
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    private ServerAnswer send(String path, String headers, String contentType, String body, String accepted) {
        HttpGatewayConfig config =
                HttpGatewayConfig.of(api.url() + path, headers, contentType, body, accepted, "1");
        return new HttpGateway(new HttpClients(config.timeout()), config, VAULT::get).send(TEXT);
    }

    private ServerAnswer send(String accepted) {
        return send("/texts", null, "application/json", JSON, accepted);
    }

    /** docs/sms.md, shape Twilio. */
    @Test
    void sendsTheShapeOfTwilio() {
        assertEquals(ServerAnswer.TAKEN, send("/2010-04-01/Accounts/AC1/Messages.json",
                "Authorization: Basic {vault.twilio}", "application/x-www-form-urlencoded",
                "To={number}&From=MG1&Body={text}", null));

        String request = api.requests().get(0);
        assertTrue(request.startsWith("POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1\r\n"), request);
        assertTrue(header(request, "Authorization: Basic QUMxOnNlY3JldA=="), request);
        assertTrue(header(request, "Content-Type: application/x-www-form-urlencoded"), request);
        assertTrue(request.endsWith("\r\n\r\nTo=%2B4915123456789&From=MG1&Body=Your+code%3A+123456+%26+%22more%22"
                + "%0A%40login.example+%23123456"), request);
        assertFalse(request.contains("Upgrade"), "nothing but HTTP/1.1: " + request);
    }

    /** docs/sms.md, shape Bird. */
    @Test
    void sendsTheShapeOfBird() {
        assertEquals(ServerAnswer.TAKEN, send("/messages", "Authorization: AccessKey {vault.bird}", "application/json",
                "{\"recipients\": [\"{digits}\"], \"originator\": \"Example\", \"body\": \"{text}\"}", null));

        String request = api.requests().get(0);
        assertTrue(header(request, "Authorization: AccessKey live_k"), request);
        assertTrue(request.endsWith("\r\n\r\n{\"recipients\": [\"4915123456789\"], \"originator\": \"Example\", "
                + "\"body\": \"Your code: 123456 & \\\"more\\\"\\u000a@login.example #123456\"}"), request);
    }

    /** docs/sms.md, in-house; its vault holds line breaks that would be another header. */
    @Test
    void attack_sendsTheShapeOfAnInHouseApi_whateverTheVaultHolds() {
        api.behaves(TextApi.answers("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"queued\":true}"));
        assertEquals(ServerAnswer.TAKEN, send("/{realm}/texts", "X-Api-Key: {vault.texts}", "application/json", JSON,
                "\"queued\" *: *true"));

        String request = api.requests().get(0);
        assertTrue(request.startsWith("POST /demo/texts HTTP/1.1\r\n"), request);
        assertTrue(header(request, "X-Api-Key: k  X-Evil: 1"), request);
        assertFalse(request.contains("\nX-Evil"), request);
    }

    private static boolean header(String request, String header) {
        String[] line = header.split(": ", 2);
        return request.contains("\r\n" + line[0] + ": " + line[1] + "\r\n")
                || request.contains("\r\n" + line[0].toLowerCase() + ": " + line[1] + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"200,TAKEN", "202,TAKEN", "301,UNKNOWN", "400,REFUSED_FOR_GOOD", "401,FAULT", "402,FAULT",
        "403,REFUSED", "404,REFUSED", "408,UNKNOWN", "409,UNKNOWN", "422,REFUSED_FOR_GOOD", "429,FAULT",
        "500,UNKNOWN", "502,UNKNOWN", "503,UNKNOWN", "504,UNKNOWN"})
    void tellsWhetherATextMayHaveLeft(int status, ServerAnswer answer) {
        api.behaves(TextApi.status(status));
        assertEquals(answer, send(null));
        assertEquals(1, api.requests().size(), "one request for one attempt");
    }

    @Test
    void aServerThatSaysWhenToComeAgain_hasNotTakenTheText() {
        api.behaves(TextApi.status(503, "Retry-After: 5"));
        assertEquals(ServerAnswer.FAULT, send(null));
    }

    @Test
    void attack_anAnswerThatSaysNothing_meansThatATextMayHaveLeft() {
        api.behaves(connection -> { });
        assertEquals(ServerAnswer.UNKNOWN, send(null), "closed without an answer");
        api.behaves(connection -> connection.setSoLinger(true, 0));
        assertEquals(ServerAnswer.UNKNOWN, send(null), "reset");
        api.behaves(TextApi.answers("SSH-2.0-server\r\n"));
        assertEquals(ServerAnswer.UNKNOWN, send(null), "no HTTP");
        api.behaves(TextApi.answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<html>"));
        assertEquals(ServerAnswer.UNKNOWN, send(null), "cut off");
        api.behaves(TextApi.answers("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>"));
        assertEquals(ServerAnswer.UNKNOWN, send("queued"), "not what was expected");
        assertEquals(5, api.requests().size(), "none was repeated");
    }

    @Test
    void attack_aServerThatDoesNotEnd_isLeftInTime() {
        CountDownLatch left = new CountDownLatch(1);
        api.behaves(connection -> {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            left.await();
        });
        // returns while the server holds the connection
        assertEquals(ServerAnswer.UNKNOWN, send("queued"));
        left.countDown();
    }

    @Test
    void attack_anEndlessAnswer_isReadToABound() {
        api.behaves(connection -> {
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nqueued".getBytes(StandardCharsets.UTF_8));
            byte[] more = new byte[BoundedBody.LIMIT];
            for (int i = 0; i < 10_000; i++) {
                connection.getOutputStream().write(more);
            }
        });
        long begun = System.nanoTime();
        assertEquals(ServerAnswer.TAKEN, send("queued"));
        assertTrue(System.nanoTime() - begun < 1_000_000_000L, "655 MB were not read");
    }

    @Test
    void aServerThatCannotBeReached_hasNotTakenTheText() throws IOException {
        api.close();
        assertEquals(ServerAnswer.FAULT, send(null));
    }

    @Test
    void withoutItsSecret_nothingIsAsked() {
        HttpGatewayConfig config = HttpGatewayConfig.of(api.url(), "X-Api-Key: {vault.texts}", "application/json", JSON,
                null, "1");
        assertEquals(ServerAnswer.NONE, new HttpGateway(new HttpClients(config.timeout()), config, name -> {
            throw new IllegalArgumentException("The vault lacks it");
        }).send(TEXT));
        assertEquals(0, api.requests().size());
    }
}
