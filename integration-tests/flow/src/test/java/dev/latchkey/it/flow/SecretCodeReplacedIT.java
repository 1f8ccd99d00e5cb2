package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A new code replaces the old one in the transaction of the request that issues it, or not at all. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeReplacedIT extends SecretCodeTest {

    @Test
    void attack_anExchangeThatFails_leavesThePhoneItsOldCode() {
        TestUser person = person();
        String old = code(mobile(), person);
        String before = entry(person);
        SignIn signIn = mobile().open(browser()).password(person);
        String form = form(signIn);
        // the exchange is undone by the last thing that it writes
        rows().without("EVENT_ENTITY", () -> assertTrue(mobile().token(form).statusCode() >= 500));

        assertEquals(before, entry(person), "the consoles list the old code and no other");
        assertEquals(1, rows().codes(person));
        assertEquals(0, rows().endedCodes(person, "REPLACED"));
        assertRedeemed(mobile().redeem(old));
    }

    /** Keycloak takes a dotless letter for its dotted one in labels, which the search for a free name does not. */
    @Test
    void attack_everyNameOfANewCodeIsTaken_endsInAPlainErrorAndLeavesThePhoneItsOldCode() {
        TestUser person = person();
        String old = code(mobile(), person);
        addEntries(person, IntStream.rangeClosed(2, 102).mapToObj(number -> "mobıle (" + number + ")"));
        List<String> before = entries(person);
        assertEquals(102, before.size());
        SignIn signIn = mobile().open(browser()).password(person);

        HttpResponse<String> answer = mobile().token(form(signIn));

        assertEquals(400, answer.statusCode(), answer::body);
        assertEquals("{\"error\":\"invalid_grant\",\"error_description\":"
                + "\"Another sign-in was given its secret code at the same moment\"}", answer.body());
        assertEquals(before, entries(person));
        assertEquals(1, rows().codes(person));
        assertEquals(0, rows().endedCodes(person, "REPLACED"));
        assertRedeemed(mobile().redeem(old));
    }

    @Test
    void attack_anEntryThatAnAdminAdds_isNoCode_andTheSweepRemovesIt() {
        TestUser person = person();
        String code = code(mobile(), person);
        String before = entry(person);
        addEntries(person, Stream.of("added"));
        String added = entries(person).stream().filter(id -> !id.equals(before)).findFirst().orElseThrow();

        assertRefused(mobile().redeem(added + code.substring(before.length())));
        assertEquals(1, Rest.json(Rest.as(realm, person).get("/realms/codes/latchkey-secret-codes")).size());
        assertEquals(1, rows().codes(person));
        rows().sweep();
        assertEquals(before, entry(person));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void attack_anAnswerToAnAccessTokenThatFails_leavesTheAppItsOldCode() {
        App app = new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
        TestUser person = person();
        JsonNode tokens = signIn(app, person);
        rows().without("EVENT_ENTITY",
                () -> assertTrue(app.ask(tokens.get("access_token").asText()).statusCode() >= 500));
        assertEquals(1, rows().codes(person));
        assertRedeemed(app.redeem(tokens.get("secret_code").asText()));
    }

    @Test
    void ofSignInsAtOnceOneCodeIsLeft() {
        TestUser person = person();
        String old = code(mobile(), person);
        List<SignIn> signIns = IntStream.range(0, 6).mapToObj(i -> mobile().open(browser()).password(person)).toList();
        List<HttpResponse<String>> answers = signIns.stream().map(this::form).parallel()
                .map(form -> mobile().token(form)).toList();
        answers.forEach(answer -> assertEquals(200, answer.statusCode(), answer::body));
        List<String> codes = answers.stream().map(answer -> Rest.json(answer).get("secret_code").asText()).toList();
        assertRefused(mobile().redeem(old));
        assertEquals(1, codes.stream().filter(code -> mobile().redeem(code).statusCode() == 200).count());
        // entries that could not be removed during the parallel requests are left to the sweep
        rows().sweep();
        assertEquals(1, entries(person).size());
    }

    @Test
    void ofFirstSignInsAtOnceOneCodeIsLeft() {
        TestUser person = person();
        List<SignIn> signIns = IntStream.range(0, 6).mapToObj(i -> mobile().open(browser()).password(person)).toList();
        List<HttpResponse<String>> answers = signIns.stream().map(this::form).parallel()
                .map(form -> mobile().token(form)).toList();
        answers.forEach(answer -> assertTrue(answer.statusCode() == 200
                || Rest.json(answer).get("error").asText().equals("invalid_grant"), answer::body));
        List<String> codes = answers.stream().filter(answer -> answer.statusCode() == 200)
                .map(answer -> Rest.json(answer).get("secret_code").asText()).toList();
        assertEquals(1, codes.stream().filter(code -> mobile().redeem(code).statusCode() == 200).count());
        // entries that could not be removed during the parallel requests are left to the sweep
        rows().sweep();
        assertEquals(1, entries(person).size());
    }

    private String form(SignIn signIn) {
        return "grant_type=authorization_code&code=" + signIn.authorizationCode() + "&redirect_uri="
                + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8);
    }

    /** As an admin adds credentials without any data. */
    private void addEntries(TestUser person, Stream<String> labels) {
        UserRepresentation user = user(person).toRepresentation();
        user.setCredentials(labels.map(label -> {
            CredentialRepresentation credential = new CredentialRepresentation();
            credential.setType("latchkey-secret-code");
            credential.setId("%16s".formatted(Integer.toHexString(label.hashCode())).replace(' ', '_'));
            credential.setUserLabel(label);
            return credential;
        }).toList());
        user(person).update(user);
    }

    private String entry(TestUser person) {
        List<String> entries = entries(person);
        assertEquals(1, entries.size());
        return entries.get(0);
    }

    private List<String> entries(TestUser person) {
        return user(person).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-secret-code"))
                .map(credential -> credential.getId()).toList();
    }
}
