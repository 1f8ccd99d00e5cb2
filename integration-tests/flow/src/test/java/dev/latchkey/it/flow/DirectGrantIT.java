package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The code in Keycloak's direct grant, for realms that still use it. */
@KeycloakIntegrationTest(config = FlowServer.class)
class DirectGrantIT extends NativeTest {

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void passwordThenCodeInTwoRequests() {
        TestUser person = person();
        NativeApp app = app();

        NativeApp.Answer asked = grant(app, person, Map.of());

        assertRequired(asked);
        assertTrue(challenge(asked).matches("[0-9a-f-]{36}"), asked::toString);
        assertFalse(asked.json().has("auth_session"), "nothing is kept");
        NativeApp.Answer tokens = answer(app, person, asked, code(person, asked));
        assertEquals(200, tokens.status(), tokens::toString);
        assertEquals(person.id(), tokens.idToken().get("sub").asText());
        assertFalse(tokens.json().has("device_token"));
        assertEquals(1, rows().sends(person));
    }

    @Test
    void askingAgainSendsNothingAndNamesTheSameChallenge() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());

        NativeApp.Answer again = grant(app, person, Map.of());

        assertEquals(asked.json().get("challenge_id"), again.json().get("challenge_id"));
        assertEquals(1, rows().sends(person));
    }

    @Test
    void noMailSpeaksOfALink_andAnotherOneRepeatsTheCode() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());
        Mail first = mail(person, asked);
        time.set(61);

        NativeApp.Answer again = grant(app, person, Map.of("challenge_id", challenge(asked), "resend", "true"));

        Mail second = mail(person, 2);
        assertEquals(asked.json().get("reference"), again.json().get("reference"));
        assertEquals(first.code(), second.code());
        for (Mail mail : List.of(first, second)) {
            assertFalse(mail.speaksOfLink(), mail::text);
            assertTrue(mail.text().contains("Use this code to sign in:"), mail::text);
        }
        assertEquals(200, answer(app, person, again, second.code()).status());
    }

    @Test
    void aTrustedDeviceSkipsTheCode() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());
        NativeApp.Answer tokens = grant(app, person, Map.of("challenge_id", challenge(asked),
                "otp", code(person, asked), "trust_device", "true"));
        String device = tokens.json().path("device_token").asText();

        NativeApp.Answer second = grant(app, person, Map.of("device_token", device));

        assertEquals(200, second.status(), second::toString);
        assertFalse(second.json().get("device_token").asText().equals(device), "it has moved on");
        assertRequired(grant(new NativeApp(realm, Realms.OTHER_NATIVE), person, Map.of("device_token", device)));
    }

    @Test
    void attack_stolenOfflineToken_givesNoSecretOfTheDevice() {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of("scope", "openid offline_access"));
        NativeApp.Answer tokens = grant(app, person, Map.of("scope", "openid offline_access",
                "challenge_id", challenge(asked), "otp", code(person, asked), "trust_device", "true"));
        assertTrue(tokens.json().has("device_token"), tokens::toString);

        NativeApp.Answer refreshed = app.token(Map.of("grant_type", "refresh_token",
                "refresh_token", tokens.json().path("refresh_token").asText()));

        assertEquals(200, refreshed.status(), refreshed::toString);
        assertFalse(refreshed.json().has("device_token"), refreshed::toString);
    }

    /** Keycloak issues no token then, and the app gets no secret. */
    @Test
    void aGrantThatIsRefusedForARequiredActionTrustsNoDevice() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());
        require(person, List.of("UPDATE_PASSWORD"));

        NativeApp.Answer refused = grant(app, person, Map.of("challenge_id", challenge(asked),
                "otp", code(person, asked), "trust_device", "true"));

        assertEquals(400, refused.status(), refused::toString);
        assertEquals(0, rows().devices(person));
        assertEquals(List.of("password"), realm.admin().users().get(person.id()).credentials().stream()
                .map(CredentialRepresentation::getType).toList());
    }

    @Test
    void aGrantThatIsRefusedForARequiredActionLeavesADeviceAsItIs() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());
        String device = grant(app, person, Map.of("challenge_id", challenge(asked),
                "otp", code(person, asked), "trust_device", "true")).json().path("device_token").asText();
        require(person, List.of("UPDATE_PASSWORD"));
        assertEquals(400, grant(app, person, Map.of("device_token", device)).status());
        time.set(120);
        require(person, List.of());

        NativeApp.Answer tokens = grant(app, person, Map.of("device_token", device));

        assertEquals(200, tokens.status(), tokens::toString);
        assertEquals(0, rows().ended(person, "COPY_SEEN"));
    }

    private void require(TestUser person, List<String> actions) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setRequiredActions(actions);
        realm.admin().users().get(person.id()).update(user);
    }

    @Test
    void attack_codeIsGoodOnce() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());
        String code = code(person, asked);
        assertEquals(200, answer(app, person, asked, code).status());

        NativeApp.Answer replayed = answer(app, person, asked, code);

        assertRequired(replayed);
        assertEquals("expired", replayed.json().get("otp_error").asText());
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_codeOfAnotherClientOrKeyOrUser() {
        TestUser person = person();
        TestUser other = person();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer asked = grant(app, person, Map.of());
        String code = code(person, asked);

        assertRequired(answer(new NativeApp(realm, Realms.OTHER_NATIVE), person, asked, code));
        assertRequired(answer(app().with(new DPoPKey()), person, asked, code));
        assertRequired(answer(app(), person, asked, code));
        assertRequired(answer(app, other, asked, code));
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(0, events(other).count("LOGIN"));
    }

    @Test
    void attack_challengeOfANativeSignInOrABrowser() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);
        String code = code(person, begun);
        afterPassword(person);
        String browsers = mail(person, 2).code();
        NativeApp.Answer asked = grant(app, person, Map.of());
        String own = code(person, asked);
        for (String foreign : new String[] {code, browsers}) {
            if (!foreign.equals(own)) {
                assertRequired(answer(app, person, asked, foreign));
            }
        }
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void attack_madeUpChallengesAreNotVerified() {
        TestUser person = person();
        NativeApp app = app();
        for (String id : new String[] {"", "x", "\u0000", "' or 1=1", "a".repeat(10_000),
                "00000000-0000-0000-0000-000000000000"}) {
            assertRequired(grant(app, person, Map.of("challenge_id", id, "otp", "000000")));
        }
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().failures(person));
    }

    @Test
    void attack_wrongCodesAreCounted() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());
        String code = code(person, asked);
        for (int i = 0; i < 3; i++) {
            assertRequired(answer(app, person, asked, wrong(code)));
        }
        NativeApp.Answer late = answer(app, person, asked, code);

        assertEquals("used_up", late.json().path("otp_error").asText(), late::toString);
        assertEquals(3, rows().failures(person));
    }

    @Test
    void attack_passwordIsAskedWithTheCodeToo() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());

        NativeApp.Answer refused = grant(app, person, Map.of("challenge_id", challenge(asked),
                "otp", code(person, asked), "password", "not the password"));

        assertEquals("invalid_grant", refused.error(), refused::toString);
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_requiredActionStopsIt() {
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD"));
        NativeApp app = app();
        NativeApp.Answer asked = grant(app, person, Map.of());

        assertEquals("invalid_grant", answer(app, person, asked, code(person, asked)).error());
    }

    private static NativeApp.Answer grant(NativeApp app, TestUser person, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(Map.of("grant_type", "password", "scope", "openid",
                "username", person.username(), "password", TestUser.PASSWORD));
        fields.putAll(more);
        return app.token(fields);
    }

    private static NativeApp.Answer answer(NativeApp app, TestUser person, NativeApp.Answer asked, String code) {
        return grant(app, person, Map.of("challenge_id", challenge(asked), "otp", code));
    }

    private static String challenge(NativeApp.Answer asked) {
        return asked.json().get("challenge_id").asText();
    }

    private static void assertRequired(NativeApp.Answer answer) {
        assertEquals("400 otp_required", answer.status() + " " + answer.error(), answer::toString);
    }
}
