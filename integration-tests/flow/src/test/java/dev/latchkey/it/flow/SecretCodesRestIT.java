package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Secret codes over REST, for their owners, for apps and for admins. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodesRestIT extends SecretCodeTest {

    private static final String DECOY_PREFIX = "AAAAAAAAAAAAAAAA";
    private static final String REVOCATION = "/latchkey-secret-codes/revocation";

    @Test
    void anOwnerSeesWhatACodeIsAndNothingThatCouldBePresented() {
        TestUser person = person();
        String code = code(mobile(), person);
        Rest rest = Rest.ofApp(realm, person);
        JsonNode codes = Rest.json(rest.get(path("")));
        assertEquals(1, codes.size());
        assertEquals(List.of("id", "name", "clientId", "keyBound", "ip", "createdAt", "lastUsed", "useCount",
                "expiresAt"), codes.get(0).properties().stream().map(Map.Entry::getKey).toList());
        assertEquals(Realms.MOBILE, codes.get(0).get("clientId").asText());
        assertFalse(codes.toString().contains(code.substring(16)));
        assertEquals(200, rest.get(path("/" + codes.get(0).get("id").asText())).statusCode());
    }

    @Test
    void attack_accessToForeignIds_isNotFound() {
        TestUser owner = person();
        String code = code(mobile(), owner);
        String id = Rest.json(Rest.ofApp(realm, owner).get(path(""))).get(0).get("id").asText();
        Rest unverified = Rest.ofApp(realm, person());
        assertEquals(404, unverified.get(path("/" + id)).statusCode());
        assertEquals(404, unverified.delete(path("/" + id)).statusCode());
        assertEquals(404, unverified.get(path("/'%20OR%201=1--")).statusCode());
        assertEquals(204, unverified.delete(path("")).statusCode());
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void withoutATokenForTheAccountNoRequestIsServed() {
        assertEquals(401, Rest.anonymous().get(path("")).statusCode());
        assertEquals(401, Rest.anonymous().get(path("/" + DECOY_PREFIX)).statusCode());
        assertEquals(401, Rest.anonymous().delete(path("")).statusCode());
        assertEquals(401, Rest.anonymous().delete(path("/" + DECOY_PREFIX)).statusCode());
        String noAccount = signIn(mobile(), person()).get("access_token").asText();
        assertEquals(401, Rest.bearer(noAccount + "x").get(path("")).statusCode());
    }

    @Test
    void anAppAsksWhetherItsCodeIsValidAndNothingChanges() {
        TestUser person = person();
        String code = code(mobile(), person);
        assertEquals("{\"valid\":true}", verify(Realms.MOBILE, code));
        assertEquals("{\"valid\":false}", verify(Realms.OTHER_MOBILE, code));
        assertEquals("{\"valid\":false}", verify(Realms.APP, code));
        assertEquals("{\"valid\":false}", verify("nobody", code));
        assertEquals("{\"valid\":false}", verify(Realms.MOBILE, "nonsense"));
        String next = next(assertRedeemed(mobile().redeem(code)));
        assertEquals("{\"valid\":true}", verify(Realms.MOBILE, next));
        user(person).logout();
        assertEquals("{\"valid\":false}", verify(Realms.MOBILE, next));
    }

    @Test
    void aCodeThatIsBoundToAKeyIsValidWithoutAProofOfTheKeyHere() {
        assertEquals("{\"valid\":true}", verify(Realms.MOBILE, code(mobile().key(new DPoPKey()), person())));
    }

    @Test
    void anAppThatSignsOutEndsItsCode_howeverLongItsSessionsAreOver() {
        TestUser person = person();
        JsonNode tokens = signIn(mobile(), person);
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        assertEquals(200, mobile().post(REVOCATION, "secret_code=" + next(tokens)).statusCode());

        assertRefused(mobile().redeem(next(tokens)));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
        assertEquals(1, events(person).count("REMOVE_CREDENTIAL"));
        assertEquals(200, mobile().post(REVOCATION, "secret_code=" + next(tokens)).statusCode(), "again");
        assertEquals(1, events(person).count("REMOVE_CREDENTIAL"));
    }

    /** A code is ended by the client that it was issued to, which holds it. */
    @Test
    void attack_codeThatIsNotTheClients_isNotEndedBySignOut() {
        TestUser person = person();
        App confidential = new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
        String code = code(mobile(), person);
        String ofConfidential = code(confidential, person);

        List.of(code.substring(0, 47) + (code.endsWith("A") ? "B" : "A"), code.substring(0, 16), "", "nonsense",
                "A".repeat(100_000)).forEach(wrong ->
                        assertEquals("200 {}", told(mobile().post(REVOCATION, "secret_code=" + wrong))));
        assertEquals("200 {}", told(mobile().post(REVOCATION, "secret_code=" + ofConfidential)));
        assertEquals("200 {}", told(confidential.post(REVOCATION, "secret_code=" + code)));
        assertEquals(401, new App(realm, Realms.MOBILE_WITH_SECRET).post(REVOCATION, "secret_code=" + ofConfidential)
                .statusCode(), "without its credentials");
        assertEquals(401, new App(realm, "unknown").post(REVOCATION, "secret_code=" + code).statusCode());
        assertEquals(401, Rest.post(path("/revocation"), "secret_code=" + code, Map.of()).statusCode());
        for (String form : List.of("", "code=" + code, "secret_code=" + code + "&secret_code=" + code)) {
            assertEquals(400, mobile().post(REVOCATION, form).statusCode(), form);
        }
        assertRedeemed(mobile().redeem(code));
        assertRedeemed(confidential.redeem(ofConfidential));
    }

    /** An app that has lost its key has to be able to sign out, and a copy of its code serves for nothing else. */
    @Test
    void aCodeThatIsBoundToAKeyIsEndedWithoutAProof() {
        App app = mobile().key(new DPoPKey());
        String code = code(app, person());
        assertEquals(200, mobile().post(REVOCATION, "secret_code=" + code).statusCode());
        assertRefused(app.redeem(code));
    }

    @Test
    void aCodeOfADisabledAccountIsEndedToo() {
        TestUser person = person();
        String code = code(mobile(), person);
        new Directory(server, realm.getName()).disable(person);
        assertEquals(200, mobile().post(REVOCATION, "secret_code=" + code).statusCode());
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
    }

    /** Its predecessor may be what the app holds; what is older is a copy, whichever client presents it. */
    @Test
    void attack_olderGenerationPresentedAtSignOut_endsTheCodeAndIsReported() {
        TestUser person = person();
        String first = code(mobile(), person);
        String second = next(assertRedeemed(mobile().redeem(first)));
        String third = next(assertRedeemed(mobile().redeem(second)));
        pass(Duration.ofSeconds(61));
        assertEquals(200, new App(realm, Realms.OTHER_MOBILE).post(REVOCATION, "secret_code=" + first).statusCode());
        assertRefused(mobile().redeem(third));
        assertEquals(1, rows().endedCodes(person, "COPY_SEEN"));
    }

    private static String told(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void attack_hugeAndMalformedInput_theSameAnswerOrABadRequest() {
        String verification = path("/verification");
        assertEquals("{\"valid\":false}", Rest.anonymous().send("POST", verification, "{}").body());
        assertEquals("{\"valid\":false}", Rest.anonymous().send("POST", verification,
                "{\"client_id\":\"mobile\",\"secret_code\":null}").body());
        assertEquals("{\"valid\":false}", Rest.anonymous().send("POST", verification, "{\"client_id\":{}}").body());
        assertEquals("{\"valid\":false}", verify(Realms.MOBILE, "A".repeat(10_000)));
        for (String body : List.of("[]", "{", "\"x\"", "{\"client_id\":\"" + "A".repeat(100_000) + "\"}")) {
            HttpResponse<String> answer = Rest.anonymous().send("POST", verification, body);
            assertEquals(400, answer.statusCode(), body);
            assertFalse(answer.body().contains("dev.latchkey"), answer::body);
        }
    }

    @Test
    void anInvalidPolicyIsRefusedWithItsReason() {
        Map.of("code_days", "-1", "max_codes", "0", "flow", "nope", "password_attribute", "x".repeat(300))
                .forEach((name, value) -> {
                    BadRequestException refused = assertThrows(BadRequestException.class, () -> policy(name, value));
                    assertTrue(refused.getResponse().readEntity(String.class).contains(name + " must "), name);
                });
    }

    @Test
    void adminsSeeAndEndByTheirRoles() {
        TestUser person = person();
        String code = code(mobile(), person);
        String path = "/admin/realms/" + realm.getName() + "/latchkey-secret-codes/users/" + person.id();
        Rest viewer = withRole("view-users");
        Rest manager = withRole("manage-users");

        assertEquals(401, Rest.anonymous().get(path).statusCode());
        assertEquals(403, Rest.as(realm, person()).get(path).statusCode());
        String id = Rest.json(viewer.get(path)).get(0).get("id").asText();
        assertEquals(200, viewer.get(path + "/" + id).statusCode());
        assertEquals(404, viewer.get(path + "/" + DECOY_PREFIX).statusCode());
        assertEquals(403, viewer.delete(path + "/" + id).statusCode());
        assertEquals(403, viewer.delete(path).statusCode());
        assertEquals(404, manager.delete(path + "/" + DECOY_PREFIX).statusCode());
        assertEquals(404, manager.delete(path.replace(person.id(), "nobody")).statusCode());
        assertEquals(204, manager.delete(path + "/" + id).statusCode());

        assertEquals(1, rows().endedCodes(person, "REVOKED_BY_ADMIN"));
        assertFalse(realm.admin().getAdminEvents().stream()
                .filter(event -> String.valueOf(event.getResourcePath()).contains("latchkey-secret-codes"))
                .toList().isEmpty());
        assertRefused(mobile().redeem(code));
    }

    private String verify(String client, String code) {
        HttpResponse<String> answer = Rest.anonymous().send("POST", path("/verification"),
                "{\"client_id\":\"" + client + "\",\"secret_code\":\"" + code + "\"}");
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }

    private String path(String rest) {
        return "/realms/" + realm.getName() + "/latchkey-secret-codes" + rest;
    }
}
