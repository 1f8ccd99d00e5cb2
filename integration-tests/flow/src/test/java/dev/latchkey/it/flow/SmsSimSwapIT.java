package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Numbers whose SIM card may have been swapped. The network's answers are kept by number: each test has its own. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsSimSwapIT extends TextsTest {

    private static final int DAY = 86_400;
    private static final String SECRET = "DJmQfC73VGFhw7D4QJ8A";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer network;
    private volatile String answer;

    @BeforeEach
    void startNetwork() throws IOException {
        network = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FlowServer.NETWORK), 0);
        network.createContext("/", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Connection", "close");
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.isEmpty() ? 500 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        network.start();
    }

    @AfterEach
    void stopNetwork() {
        network.stop(0);
    }

    private static String changed(String date) {
        return "{\"latestSimChange\": " + date + '}';
    }

    private static String daysAgo(int days) {
        return changed("\"" + Instant.ofEpochSecond(System.currentTimeMillis() / 1000 - (long) days * DAY) + "\"");
    }

    private void asks(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("countries", "DE");
        settings.put("sim_swap_days", "7");
        policy(settings);
    }

    private boolean isFactor(TestUser person) {
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        return !signIn.tab().text().contains("We cannot send you a code this way.") && signIn.asksForCode();
    }

    @Test
    void aNumberWhoseSimCardIsOld_isASecondFactor() {
        String number = number();
        TestUser person = withPhone(number);
        assertEquals(List.of(), asked, "not asked by default");
        asks(Map.of());
        answer = daysAgo(8);
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
        assertEquals(List.of("{\"phoneNumber\": \"" + number + "\"}"), asked, "once for a sign-in");

        policy(Map.of("countries", "DE"));
        TestUser never = withPhone(number());
        asks(Map.of());
        answer = changed("null");
        assertTrue(isFactor(never));
    }

    @Test
    void attack_aNumberWhoseSimCardWasSwapped_isNoSecondFactor() {
        TestUser alone = withPhone(number());
        TestUser beside = withApp();
        asks(Map.of());
        answer = daysAgo(6);
        int sent = gateway.all();

        assertFalse(isFactor(alone));
        assertEquals(sent, gateway.all());
        asks(Map.of("sim_swap_alone", "true"));
        assertTrue(isFactor(alone), "the policy allows it where there is nothing stronger");
        time.set(4 * DAY);
        answer = daysAgo(2);
        assertFalse(isFactor(beside), "and not beside an authenticator app, although the number is no new one");
    }

    private TestUser withApp() {
        String number = number();
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = asked(browser()).password(person).tryAnotherWay(MAIL);
        signIn.code(mail(person).code());
        assertTrue(type(signIn, number).code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
        return person;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "<html>"})
    void attack_aNetworkThatDoesNotAnswer_countsAsSwapped(String nonsense) {
        ServerLog log = ServerLog.fromHere();
        String number = number();
        TestUser person = withPhone(number);
        asks(Map.of());
        answer = nonsense;

        assertFalse(isFactor(person));
        assertTrue(log.text().contains("the number counts as swapped"));
        assertFalse(log.text().contains(digits(number)), "no number in the log");
    }
}
