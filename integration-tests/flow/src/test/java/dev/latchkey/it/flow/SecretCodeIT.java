package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The life of a secret code: issued at a sign-in, redeemed for tokens, replaced at each use. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeIT extends SecretCodeTest {

    @Test
    void aSignInThatAsksForTheScopeGivesACodeThatSignsTheAppInAgain() {
        TestUser person = person();
        String code = code(mobile(), person);
        assertTrue(code.matches("[A-Za-z0-9_-]{48}"), code);
        Mail notification = notification(person, "An app stays signed in to");
        assertTrue(notification.text().contains("mobile") && notification.text().contains("127.0.0.1"),
                notification::text);

        JsonNode tokens = assertRedeemed(mobile().redeem(code));
        assertEquals(person.id(), Rest.claims(tokens, "id_token").get("sub").asText());
        assertEquals(person.id(), Rest.claims(tokens, "access_token").get("sub").asText());
        assertEquals(200, mobile().refresh(tokens).statusCode());
        assertNotEquals(code, next(tokens));
        assertRedeemed(mobile().redeem(next(tokens)));
    }

    @Test
    void aRegistrationInTheBrowserEndsWithTheAppHoldingACode() {
        String name = "registered" + System.nanoTime();
        SignIn signIn = mobile().open(browser());
        signIn.tab().follow("kc-registration");
        signIn.tab().type("username", name).type("password", TestUser.PASSWORD)
                .type("password-confirm", TestUser.PASSWORD).type("email", name + "@mail.example")
                .type("firstName", "Uma").type("lastName", "User").submit("kc-register-form");
        assertTrue(signIn.done(), signIn.tab()::text);
        assertRedeemed(mobile().redeem(mobile().exchange(signIn).get("secret_code").asText()));
    }

    @Test
    void withoutTheScopeThereIsNoCode() {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.MOBILE).password(person());
        assertFalse(mobile().exchange(signIn).has("secret_code"));
    }

    @Test
    void tokensClaimTheTimeOfTheRealSignInAndNoAuthenticationByTheCode() {
        JsonNode signIn = signIn(mobile(), person());
        pass(Duration.ofHours(1));
        JsonNode idToken = Rest.claims(
                assertRedeemed(mobile().redeem(signIn.get("secret_code").asText())), "id_token");
        assertEquals(Rest.claims(signIn, "id_token").get("auth_time").asLong(), idToken.get("auth_time").asLong());
        assertEquals("0", idToken.get("acr").asText());
        assertFalse(idToken.path("amr").toString().contains("mfa"));
    }

    @Test
    void attack_concurrentRedeem_twentyAtOnceConvergeOnOneSuccessorWithoutAlarm() {
        TestUser person = person();
        String code = code(mobile(), person);
        List<HttpResponse<String>> answers = IntStream.range(0, 20).parallel()
                .mapToObj(i -> mobile().redeem(code)).toList();
        Set<String> successors = answers.stream()
                .map(answer -> next(assertRedeemed(answer))).collect(Collectors.toSet());
        assertEquals(1, successors.size());
        assertRedeemed(mobile().redeem(successors.iterator().next()));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
    }

    @Test
    void aLostAnswerNeverLocksThePhoneOut() {
        TestUser person = person();
        String code = code(mobile(), person);
        String lost = next(assertRedeemed(mobile().redeem(code)));
        pass(Duration.ofDays(20));
        assertEquals(lost, next(assertRedeemed(mobile().redeem(code))), "however late the phone asks again");
        assertRedeemed(mobile().redeem(lost));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
    }

    @Test
    void attack_aReplayTwoGenerationsOldRevokesAndTellsTheOwner() {
        TestUser person = person();
        String stolen = code(mobile(), person);
        String second = next(assertRedeemed(mobile().redeem(stolen)));
        String third = next(assertRedeemed(mobile().redeem(second)));
        pass(Duration.ofSeconds(61));

        assertRefused(mobile().redeem(stolen));
        assertRefused(mobile().redeem(third));
        assertEquals(1, rows().endedCodes(person, "COPY_SEEN"));
        assertTrue(events(person).refusals("copy_seen") > 0);
        Mail notification = notification(person, "app sign-in copied");
        assertTrue(notification.text().contains("mobile"), notification::text);
    }

    @Test
    void parallelTabsWithinGraceAreNoAlarm() {
        TestUser person = person();
        String first = code(mobile(), person);
        String second = next(assertRedeemed(mobile().redeem(first)));
        String third = next(assertRedeemed(mobile().redeem(second)));
        assertRefused(mobile().redeem(first));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
        assertRedeemed(mobile().redeem(third));
    }

    @Test
    void attack_madeUpGenerationsAreNoAlarm() {
        TestUser person = person();
        String code = code(mobile(), person);
        pass(Duration.ofMinutes(5));
        for (int i = 0; i < 20; i++) {
            // the code's id stays, generation and MAC are those of another code
            String other = code(mobile(), person(user -> user));
            assertRefused(mobile().redeem(code.substring(0, 16) + other.substring(16)));
            assertRefused(mobile().redeem(code.substring(0, 21) + "B" + code.substring(22)));
        }
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void aSecondSignInReplacesTheCodeOfThatAppAlone() {
        TestUser person = person();
        App other = new App(realm, Realms.OTHER_MOBILE);
        String first = code(mobile(), person);
        String others = code(other, person);
        String second = code(mobile(), person);
        assertRefused(mobile().redeem(first));
        assertRedeemed(mobile().redeem(second));
        assertRedeemed(other.redeem(others));
        assertEquals(1, rows().endedCodes(person, "REPLACED"));
    }

    @Test
    void thePolicyMayAllowSeveralCodesAndTheOldestGoes() {
        policy("max_codes", "2");
        TestUser person = person();
        String first = code(mobile(), person);
        pass(Duration.ofSeconds(1));
        String second = code(mobile(), person);
        pass(Duration.ofSeconds(2));
        assertRedeemed(mobile().redeem(first));
        String third = code(mobile(), person);
        assertEquals(1, rows().endedCodes(person, "REPLACED"));
        assertRedeemed(mobile().redeem(second));
        assertRedeemed(mobile().redeem(third));
    }

    @Test
    void withoutRotationTheCodeStays() {
        policy("rotation", "false");
        String code = code(mobile(), person());
        assertFalse(assertRedeemed(mobile().redeem(code)).has("secret_code"));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void aCodeThatIsBoundToAKeyAnswersToThatKeyAloneAndNeedNotRotate() {
        TestUser person = person();
        DPoPKey key = new DPoPKey();
        String code = code(mobile().key(key), person);
        JsonNode tokens = assertRedeemed(mobile().key(key).redeem(code));
        assertFalse(tokens.has("secret_code"));
        assertEquals("DPoP", tokens.get("token_type").asText());
        assertRefused(mobile().redeem(code));
        assertRefused(mobile().key(new DPoPKey()).redeem(code));
        assertRedeemed(mobile().key(key).redeem(code));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
    }

    @Test
    void aConfidentialClientAuthenticates() {
        App app = new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
        String code = code(app, person());
        HttpResponse<String> anonymous = new App(realm, Realms.MOBILE_WITH_SECRET).redeem(code);
        assertEquals(401, anonymous.statusCode());
        assertEquals("unauthorized_client", Rest.json(anonymous).get("error").asText());
        assertRedeemed(app.redeem(code));
    }

    @Test
    void aRedemptionCostsFourStatementsOfOurs() {
        TestUser person = person();
        String code = next(assertRedeemed(mobile().redeem(code(mobile(), person))));
        // the statements of the sign-in are not counted
        notification(person, "An app stays signed in to");
        Cost cost = Cost.of(rows());
        assertRedeemed(mobile().redeem(code));
        cost.is("secret code is redeemed", 4, 2);
    }

    @Test
    void useIsRecorded() {
        TestUser person = person();
        String code = next(assertRedeemed(mobile().redeem(code(mobile(), person))));
        assertRedeemed(mobile().redeem(code));
        JsonNode codes = Rest.json(Rest.ofApp(realm, person).get("/realms/codes/latchkey-secret-codes"));
        assertEquals(2, codes.get(0).get("useCount").asInt());
        assertEquals("127.0.0.1", codes.get(0).get("ip").asText());
        assertTrue(codes.get(0).get("lastUsed").asLong() >= codes.get(0).get("createdAt").asLong());
    }
}
