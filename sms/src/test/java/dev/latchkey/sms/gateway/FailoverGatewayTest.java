package dev.latchkey.sms.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two HTTP gateways on real connections. */
class FailoverGatewayTest {

    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final Text TEXT = new Text("+4915123456789", "Your code: 123456", VALIDITY);
    private static final int FAILURES = 3;
    /** So long a busy machine may take. */
    private static final int PATIENT_SECONDS = 10;

    private final AtomicLong clock = new AtomicLong();
    private TextApi first;
    private TextApi second;
    private FailoverGateway gateway;

    @BeforeEach
    void start() throws IOException {
        first = new TextApi();
        second = new TextApi();
        gateway = gateway(PATIENT_SECONDS);
    }

    private FailoverGateway gateway(int firstSeconds) {
        return new FailoverGateway(http(first, firstSeconds), http(second, PATIENT_SECONDS),
                new CircuitBreaker(FAILURES, Duration.ofSeconds(30), clock::get));
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
    }

    private static HttpGateway http(TextApi api, int seconds) {
        HttpGatewayConfig config = HttpGatewayConfig.of(api.url(), null, "application/json",
                "{\"to\": \"{number}\", \"text\": \"{text}\"}", null, String.valueOf(seconds));
        return new HttpGateway(new HttpClients(config.timeout()), config, name -> "");
    }

    @Test
    void whileTheFirstWorks_theSecondIsNotAsked() {
        assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        assertEquals(1, first.requests().size());
        assertEquals(0, second.requests().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429})
    void whatTheFirstHasCertainlyNotSent_goesToTheSecond(int status) {
        first.behaves(TextApi.status(status));
        assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        assertEquals(1, first.requests().size());
        assertEquals(1, second.requests().size());
    }

    @Test
    void aFirstThatIsDown_costsOneAttempt_andIsTriedAgain() throws IOException {
        first.close();
        for (int i = 0; i < 10; i++) {
            assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        }
        assertEquals(10, second.requests().size());
        assertTrue(gateway.breaker().begin().isEmpty(), "it is not asked any more");

        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        assertTrue(gateway.breaker().begin().isPresent());
    }

    @Test
    void attack_aFirstThatIsSlow_isPaidOnce_andCostsLaterTextsNoTime() {
        CountDownLatch released = new CountDownLatch(1);
        first.behaves(connection -> released.await());
        gateway = gateway(1);
        for (int i = 0; i < FAILURES; i++) {
            assertEquals(ServerAnswer.UNKNOWN, gateway.send(TEXT));
        }
        assertEquals(0, second.requests().size(), "failover without a second text");

        for (int i = 0; i < 10; i++) {
            // answered while the first holds its connections: it was not asked
            assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        }
        assertTrue(gateway.breaker().begin().isEmpty());
        assertEquals(10, second.requests().size());

        clock.addAndGet(Duration.ofSeconds(30).toNanos());
        first.behaves(TextApi.status(200));
        released.countDown();
        assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        assertEquals(10, second.requests().size(), "the first works again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-x\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx",
            "HTTP/1.1 503 S\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 500 S\r\nContent-Length: 0\r\n\r\n"})
    void attack_aFirstThatAnswersNonsense_causesNoSecondText(String answer) {
        first.behaves(TextApi.answers(answer));
        assertEquals(ServerAnswer.UNKNOWN, gateway.send(TEXT));
        assertEquals(1, first.requests().size());
        assertEquals(0, second.requests().size());
    }

    @Test
    void aTextThatTheFirstWillNotTakeAtAll_isNotOfferedToTheSecond() {
        first.behaves(TextApi.status(400));
        assertEquals(ServerAnswer.REFUSED_FOR_GOOD, gateway.send(TEXT));
        assertEquals(0, second.requests().size());
    }

    @Test
    void whereBothHaveNotSentIt_itMayBeTriedAgain() throws IOException {
        first.close();
        second.behaves(TextApi.status(429));
        assertEquals(ServerAnswer.FAULT, gateway.send(TEXT));
        second.behaves(TextApi.status(500));
        assertEquals(ServerAnswer.UNKNOWN, gateway.send(TEXT), "the second may have sent it");
    }
}
