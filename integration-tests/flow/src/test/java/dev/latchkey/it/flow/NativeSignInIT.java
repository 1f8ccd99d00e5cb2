package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Signing in without a browser, without attacks. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeSignInIT extends NativeTest {

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void passwordThenCodeThenTokens() {
        TestUser person = person();
        NativeApp app = app();

        NativeApp.Answer asked = app.begin(person, Map.of("nonce", "n-1"));

        assertTrue(asked.asksForCode(), asked::toString);
        JsonNode json = asked.json();
        assertEquals("u•••", json.get("masked_email").asText().substring(0, 4));
        assertFalse(asked.response().body().contains(person.email()), "the address is masked");
        assertEquals(6, json.get("code_length").asInt());
        assertEquals(3, json.get("attempts_left").asInt());
        assertEquals(3, json.get("resends_left").asInt());
        assertEquals(30, json.get("trust_days").asInt());
        assertTrue(json.get("expires_in").asInt() > 590, asked::toString);
        assertTrue(json.get("resend_in").asInt() > 50, asked::toString);
        assertEquals(mail(person).reference(), json.get("reference").asText());
        assertTrue(asked.authSession().orElseThrow().matches("[A-Za-z0-9_-]{43}"), asked::toString);
        assertEquals(Optional.of("no-store"), asked.response().headers().firstValue("Cache-Control"));
        assertEquals(Optional.empty(), asked.response().headers().firstValue("Set-Cookie"));

        NativeApp.Answer done = app.otp(asked, mail(person).code());

        assertTrue(done.done(), done::toString);
        NativeApp.Answer tokens = app.redeem(done);
        assertEquals(200, tokens.status(), tokens::toString);
        JsonNode id = tokens.idToken();
        assertEquals(person.id(), id.get("sub").asText());
        assertEquals("n-1", id.get("nonce").asText());
        assertEquals("1", id.get("acr").asText());
        assertTrue(id.has("auth_time"));
        assertFalse(tokens.json().has("auth_session"), "nothing to keep where no device was trusted");
        assertEquals(1, events(person).count("LOGIN"));
        assertEquals(1, events(person).count("CODE_TO_TOKEN"));
        assertEquals(200, app.token(Map.of("grant_type", "refresh_token", "refresh_token",
                tokens.json().get("refresh_token").asText())).status());
    }

    @Test
    void anActionThatNoPageAsksForStopsNoApp() {
        TestUser person = person(user -> user.requiredActions(TextsTest.ACTION));
        RequiredActions actions = new RequiredActions(realm);
        // there is no country to whose numbers texts are sent
        actions.register(TextsTest.ACTION);
        String device = trusted(app(), person);
        assertTrue(app().begin(person, Map.of("auth_session", device)).done());
        TestUser withApp = person(user -> user.totpSecret("DJmQfC73VGFhw7D4QJ8A").requiredActions(TextsTest.ACTION));
        String itsDevice = trusted(app(), withApp);

        actions.configure(TextsTest.ACTION, Map.of("countries", "DE"));
        // a password alone sets no number, and nothing asks for the mailbox
        assertTrue(app().begin(person, Map.of("auth_session", device)).done());
        NativeApp.Answer asked = signIn(app(), person);
        assertTrue(asked.json().path("phone_number_required").asBoolean(), asked::toString);

        actions.register(VerifyEmail.ACTION);
        NativeApp.Answer mailbox = app().begin(person, Map.of("auth_session", device));
        assertEquals(VerifyEmail.ACTION, mailbox.json().path("kc_action").asText(), mailbox::toString);
        assertTrue(app().begin(withApp, Map.of("auth_session", itsDevice)).done(), "no mailbox stands for the app");
    }

    @Test
    void actionsThatShowNoPageStopNoApp() {
        TestUser person = person(user ->
                user.requiredActions("update_user_locale", "delete_credential", "idp_link", "VERIFY_EMAIL"));
        String device = trusted(app(), person);
        assertTrue(app().begin(person, Map.of("auth_session", device)).done());
    }

    @Test
    void aTrustedDeviceSkipsTheCodeAndLivesOnInAuthSession() {
        TestUser person = person();
        NativeApp app = app();
        String device = trusted(app, person);
        assertEquals(1, rows().trusted(person));

        NativeApp.Answer second = app.begin(person, Map.of("auth_session", device));

        assertTrue(second.done(), second::toString);
        NativeApp.Answer tokens = app.redeem(second);
        String rotated = tokens.authSession().orElseThrow();
        assertFalse(rotated.equals(device), "each use moves to the next generation");
        assertEquals(second.authSession(), tokens.authSession(), "the token response repeats it");
        EndpointClaims.NATIVE_TRUSTED_DEVICE.assertClaimed(tokens.idToken());
        assertTrue(app.begin(person, Map.of("auth_session", rotated)).done());
        NativeApp.Answer refreshed = app.token(Map.of("grant_type", "refresh_token", "refresh_token",
                tokens.json().get("refresh_token").asText()));
        assertFalse(refreshed.json().has("auth_session"), "a refresh hands out no device");
        assertEquals(3, events(person).count("LOGIN"));
    }

    @Test
    void aDeviceOfAnAppWithAKeyIsThatKeys() {
        TestUser person = person();
        NativeApp app = app().with(new DPoPKey());
        String device = trusted(app, person);

        assertTrue(app.begin(person, Map.of("auth_session", device)).done());
        NativeApp.Answer stolen = app().with(new DPoPKey()).begin(person, Map.of("auth_session", device));
        assertTrue(stolen.asksForCode(), stolen::toString);
    }

    @Test
    void anAppMayAskWhetherItsDeviceIsStillTrusted() {
        TestUser person = person();
        String device = trusted(app(), person);
        String check = "/realms/native/latchkey-devices/check";
        String json = "{\"device_token\":\"%s\",\"client_id\":\"%s\"}";

        assertEquals("{\"trusted\":true}", Rest.anonymous().send("POST", check,
                json.formatted(device, Realms.NATIVE)).body());
        assertEquals("{\"trusted\":false}", Rest.anonymous().send("POST", check,
                json.formatted(device, Realms.OTHER_NATIVE)).body());
        assertEquals("{\"trusted\":false}", Rest.anonymous().send("POST", check,
                json.formatted(device, "nobody")).body());
        assertEquals("{\"trusted\":false}", Rest.anonymous().send("POST", check,
                "{\"device_token\":\"%s\"}".formatted(device)).body(), "it is no browser's");
    }

    @Test
    void attack_invalidProofOfAKey_doesNotTellWhetherADeviceExists() {
        DPoPKey key = new DPoPKey();
        String device = trusted(app().with(key), person());
        String path = "/realms/native/latchkey-devices/check";
        String url = FlowServer.BASE + path;
        String json = "{\"device_token\":\"%s\",\"client_id\":\"%s\"}";
        String unknown = (device.charAt(0) == 'A' ? "B" : "A") + device.substring(1);

        assertEquals("{\"trusted\":true}", Rest.postJson(path, json.formatted(device, Realms.NATIVE),
                Map.of("DPoP", key.proof("POST", url, null))).body());
        for (String proof : List.of("", "no proof", "e30.e30.e30", key.proof("POST", url + "/elsewhere", null),
                key.proof("GET", url, null))) {
            for (String token : List.of(device, unknown)) {
                for (String client : List.of(Realms.NATIVE, "unknown")) {
                    HttpResponse<String> answer = Rest.postJson(path, json.formatted(token, client),
                            Map.of("DPoP", proof));
                    assertEquals("200 {\"trusted\":false}", answer.statusCode() + " " + answer.body(), proof);
                }
            }
        }
    }

    @Test
    void dpopBindsFromTheFirstRequestToTheTokens() {
        TestUser person = person();
        DPoPKey key = new DPoPKey();
        NativeApp app = app().with(key);

        NativeApp.Answer asked = app.begin(person, Map.of("dpop_jkt", key.thumbprint()));
        NativeApp.Answer tokens = app.redeem(app.otp(asked, code(person, asked)));

        assertEquals("DPoP", tokens.json().get("token_type").asText(), tokens::toString);
        assertEquals(key.thumbprint(), tokens.accessToken().get("cnf").get("jkt").asText());
    }

    @Test
    void theCodeIsMailedAgainOnceTheCooldownIsOver() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String first = code(person, asked);

        NativeApp.Answer early = app.next(asked, Map.of("resend", "true"));
        assertEquals(429, early.status(), early::toString);
        assertEquals("cooling_down", early.json().get("otp_error").asText());
        assertTrue(early.response().headers().firstValue("Retry-After").isPresent());

        time.set(61);
        NativeApp.Answer resent = app.next(early, Map.of("resend", "true"));
        assertTrue(resent.asksForCode(), resent::toString);
        assertEquals(asked.json().get("reference"), resent.json().get("reference"));
        assertTrue(app.otp(resent, first).done());
    }

    @Test
    void askingAgainSendsNothing() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        NativeApp.Answer again = app.next(asked, Map.of());

        assertTrue(again.asksForCode(), again::toString);
        assertEquals(asked.json().get("reference"), again.json().get("reference"));
        assertEquals(1, rows().sends(person));
    }

    @Test
    void aClientWithASecretProvesIt() {
        TestUser person = person();
        NativeApp app = new NativeApp(realm, Realms.CONFIDENTIAL);
        assertEquals(401, app.begin(person).status());
        assertEquals(0, rows().sends(person));

        NativeApp.Answer asked = app.begin(person, Map.of("client_secret", Realms.CONFIDENTIAL));
        assertTrue(asked.asksForCode(), asked::toString);
        NativeApp.Answer unproven = app.otp(asked, code(person, asked));
        assertEquals(401, unproven.status(), unproven::toString);
        assertTrue(app.next(asked, Map.of("otp", code(person, asked), "client_secret", Realms.CONFIDENTIAL)).done());
    }

    @Test
    void theEndpointIsAnnounced() {
        String endpoint = FlowServer.BASE + "/realms/native/latchkey-otp/authorize-challenge";
        for (String path : new String[] {"/realms/native/.well-known/openid-configuration",
                "/realms/native/.well-known/oauth-authorization-server",
                "/.well-known/oauth-authorization-server/realms/native"}) {
            JsonNode metadata = Rest.json(Rest.anonymous().get(path));
            assertEquals(endpoint, metadata.path("authorization_challenge_endpoint").asText(), path);
            assertTrue(metadata.has("token_endpoint"), path);
        }
        assertFalse(Rest.json(Rest.anonymous().get("/realms/master/.well-known/openid-configuration"))
                .has("authorization_challenge_endpoint"), "not where no client could use it");
    }
}
