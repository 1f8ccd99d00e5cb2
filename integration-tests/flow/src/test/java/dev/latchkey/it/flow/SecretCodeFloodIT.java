package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.latchkey.limit.Limit;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Floods of secret codes from one address. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeFloodIT extends SecretCodeTest {

    private static final int FLOOD = 10_000;

    @InjectRealm(ref = "flooded", config = Realms.CodesWithLimits.class)
    ManagedRealm flooded;

    @Test
    void attack_guessFlood_isLimitedAndTheRealUserStillGetsIn() {
        TestUser person = person(flooded, user -> user);
        App app = new App(flooded, Realms.MOBILE);
        String code = signIn(app, browser(), person).get("secret_code").asText();
        rows().watchStatements();
        AtomicInteger judged = new AtomicInteger();
        IntStream.range(0, FLOOD).parallel().forEach(i -> {
            HttpResponse<String> answer = app.redeem(random());
            if (answer.statusCode() == 400) {
                assertEquals(REFUSAL, answer.body());
                judged.incrementAndGet();
            } else {
                assertEquals(429, answer.statusCode(), answer::body);
                assertTrue(answer.headers().firstValueAsLong("Retry-After").orElse(0) > 0);
                assertEquals("too_many_requests", Rest.json(answer).get("error").asText());
            }
        });
        int statements = rows().statementsOn("LATCHKEY_");
        assertEquals(Limit.SECRET_CODE_IP_MINUTE.setting().defaultValue(), judged.get(), "judged");
        int refused = FLOOD - judged.get();
        assertTrue(statements - 5 * judged.get() < 100, statements + " statements, " + refused + " refused at once");

        assertEquals(429, app.redeem(code).statusCode(), "not even looked at from that address");
        Tab elsewhere = browser().from("127.0.0.2").tab().post(
                FlowServer.BASE + "/realms/" + flooded.getName() + "/protocol/openid-connect/token",
                "client_id=mobile&grant_type=urn:latchkey:params:oauth:grant-type:secret-code&secret_code=" + code);
        assertEquals(200, elsewhere.status(), elsewhere::source);
        assertEquals(Boolean.FALSE,
                flooded.admin().attackDetection().bruteForceUserStatus(person.id()).get("disabled"));
        rows().forgetRates(flooded.getId());
    }

    @Test
    void questionsAreLimitedPerAddress() {
        for (int question = 0; question < Limit.SECRET_CODE_CHECK_IP_MINUTE.setting().defaultValue(); question++) {
            assertEquals(200, ask().statusCode(), "question " + question);
        }
        HttpResponse<String> last = ask();
        assertEquals(429, last.statusCode());
        assertTrue(last.headers().firstValue("Retry-After").isPresent());
        assertEquals(429, new App(flooded, Realms.MOBILE).post("/latchkey-secret-codes/revocation",
                "secret_code=" + random()).statusCode(), "sign-outs count with them");
        rows().forgetRates(flooded.getId());
    }

    private HttpResponse<String> ask() {
        return Rest.anonymous().send("POST", "/realms/" + flooded.getName() + "/latchkey-secret-codes/verification",
                "{\"client_id\":\"mobile\",\"secret_code\":\"" + random() + "\"}");
    }

    private static String random() {
        byte[] bytes = new byte[36];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
