package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.latchkey.it.flow.fuzz.OpenApi;
import dev.latchkey.it.flow.fuzz.Target;
import dev.latchkey.it.kit.Json;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The endpoints of a realm serve no request that Keycloak's own endpoints of the realm would refuse. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class RealmAccessIT extends NativeEndpointsTest {

    @Test
    void attack_aRealmThatIsTurnedOff_servesNoEndpoint() {
        TestUser person = person();
        Rest account = Rest.ofApp(realm, person);
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), challenge);
        update(changed -> changed.setEnabled(false));

        NativeApp.Answer reset = app().verify(challenge, code, NEW_PASSWORD);

        assertProblem(403, "realm-disabled", reset);
        assertEquals("access_denied", reset.json().path("error").asText());
        assertEveryEndpointRefuses("access_denied", account);
        assertPageShows("Realm not enabled");
        assertEquals(0, events(person).count("UPDATE_CREDENTIAL"));
        assertFalse(inbox().all(person.email()).size() > 1, "no mail but that of before");
    }

    @Test
    void attack_plainHttpWhereTheRealmRequiresHttps_isRefusedAtEveryEndpoint() {
        Rest account = Rest.ofApp(realm, person());
        update(changed -> changed.setSslRequired("all"));

        assertProblem(403, "https-required", app().challenge("password_reset", freshAddress()));
        assertEveryEndpointRefuses("invalid_request", account);
        assertPageShows("HTTPS required");
    }

    /** The tokens are those from before, with the audience and roles of the account. */
    @Test
    void attack_accountApiThatIsTurnedOff_letsNoTokenReadOrChangeWhatBelongsToTheAccount() {
        TestUser person = person();
        Rest account = Rest.ofApp(realm, person);
        assertEquals(200, account.get(path("latchkey-devices")).statusCode());
        ClientResource client = realm.admin().clients()
                .get(realm.admin().clients().findByClientId("account").get(0).getId());
        ClientRepresentation before = client.toRepresentation();
        ClientRepresentation disabled = client.toRepresentation();
        disabled.setEnabled(false);
        ClientRepresentation missing = client.toRepresentation();
        missing.setClientId("former-account");
        try {
            for (ClientRepresentation off : List.of(disabled, missing)) {
                client.update(off);
                for (String endpoint : List.of("latchkey-devices", "latchkey-secret-codes", "latchkey-risk")) {
                    assertEquals(404, account.get(path(endpoint)).statusCode(), endpoint);
                    assertEquals(404, account.delete(path(endpoint)).statusCode(), endpoint);
                }
                client.update(before);
            }
        } finally {
            client.update(before);
        }
        assertEquals(200, account.get(path("latchkey-devices")).statusCode());
    }

    @Test
    void scriptsOfAnyOriginMayReadTheRefusalAndAskWhetherTheyMaySend() {
        update(changed -> changed.setEnabled(false));
        assertEquals(NativeApp.ORIGIN, app().header("Origin", NativeApp.ORIGIN)
                .challenge("password_reset", freshAddress()).response().headers()
                .firstValue("Access-Control-Allow-Origin").orElse(""));
        assertEquals(200, Rest.anonymous().send("OPTIONS", path("latchkey-otp/challenges"), "").statusCode());
    }

    private void assertEveryEndpointRefuses(String error, Rest account) {
        List<Target> targets = new OpenApi(Map.of("client_id", Realms.NATIVE)).targets(realm.getName(), Map.of())
                .stream().filter(target -> target.path().startsWith("/realms/")).toList();
        assertTrue(targets.size() > 10, targets::toString);
        for (Target target : targets) {
            boolean form = target.body() == Target.Body.FORM;
            HttpResponse<String> answer = Rest.send(target.method(), target.path(),
                    form ? Rest.encode(Map.of("client_id", Realms.NATIVE)) : Json.write(target.fields()),
                    Map.of("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json",
                            "Authorization", "Bearer " + account.token()));
            assertEquals(403, answer.statusCode(), () -> target.name() + ": " + answer.body());
            assertEquals(error, Rest.json(answer).path("error").asText(), () -> target.name() + ": " + answer.body());
            assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""), target::name);
        }
    }

    private void assertPageShows(String text) {
        HttpResponse<String> page = Rest.send("GET", path("latchkey-otp/links/unknown?token=unknown"), "",
                Map.of("Accept", "text/html"));
        assertEquals(403, page.statusCode());
        assertTrue(page.body().contains("<html") && page.body().contains(text), page::body);
    }

    private String path(String endpoint) {
        return "/realms/" + realm.getName() + "/" + endpoint;
    }

    private void update(Consumer<RealmRepresentation> change) {
        realm.updateWithCleanup(update -> {
            change.accept(update.build());
            return update;
        });
    }
}
