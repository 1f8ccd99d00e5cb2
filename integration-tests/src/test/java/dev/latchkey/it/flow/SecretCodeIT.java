package dev.latchkey.it.flow;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The life of a secret code: given at a sign-in, redeemed for tokens, replaced at each use. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeIT extends CodeTest {

    @Test
    void aSignInThatAsksForTheScopeGivesACodeThatSignsTheAppInAgain() {
        Person person = person();
        String code = code(mobile(), person);
        assertTrue(code.matches("[A-Za-z0-9_-]{48}"), code);

        JsonNode tokens = assertRedeemed(mobile().redeem(code));
        assertEquals(person.id(), Rest.claims(tokens, "id_token").get("sub").asText());
        assertEquals(person.id(), Rest.claims(tokens, "access_token").get("sub").asText());
        assertEquals(200, mobile().refresh(tokens).statusCode());
        assertNotEquals(code, tokens.get("secret_code").asText());
        assertRedeemed(mobile().redeem(tokens.get("secret_code").asText()));
    }

    @Test
    void withoutTheScopeThereIsNoCode() {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.MOBILE).password(person());
        assertFalse(mobile().exchange(signIn).has("secret_code"));
    }

    @Test
    void tokensSayWhenThePersonReallySignedInAndThatThisWasNobody() {
        Person person = person();
        JsonNode signIn = signIn(mobile(), person);
        time.set(3_600);
        JsonNode idToken = Rest.claims(
                assertRedeemed(mobile().redeem(signIn.get("secret_code").asText())), "id_token");
        assertEquals(Rest.claims(signIn, "id_token").get("auth_time").asLong(), idToken.get("auth_time").asLong());
        assertEquals("0", idToken.get("acr").asText());
        assertFalse(idToken.path("amr").toString().contains("mfa"));
    }

    @Test
    void attack_concurrentRedeem_twentyAtOnceConvergeOnOneSuccessorWithoutAlarm() {
        Person person = person();
        String code = code(mobile(), person);
        List<HttpResponse<String>> answers = IntStream.range(0, 20).parallel()
                .mapToObj(i -> mobile().redeem(code)).toList();
        Set<String> successors = answers.stream()
                .map(answer -> assertRedeemed(answer).get("secret_code").asText()).collect(Collectors.toSet());
        assertEquals(1, successors.size());
        assertRedeemed(mobile().redeem(successors.iterator().next()));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
    }
}
