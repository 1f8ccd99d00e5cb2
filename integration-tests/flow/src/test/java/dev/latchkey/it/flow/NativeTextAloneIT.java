package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Apps whose users type a number, or another name, and a code to it, and no password. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeTextAloneIT extends PhoneSignUpTest {

    /** The first request of a sign-in, with a name alone. */
    private static NativeApp.Answer begin(NativeApp app, String name) {
        Map<String, String> request = app.request(new TestUser("", name, name), Map.of());
        request.remove("password");
        return app.challenge(request);
    }

    private NativeApp client() {
        return new NativeApp(realm, Realms.NATIVE);
    }

    /** What an app is told, without what differs by chance. */
    private static Map<String, JsonNode> told(NativeApp.Answer answer) {
        Map<String, JsonNode> told = new TreeMap<>();
        answer.json().properties().forEach(member -> told.put(member.getKey(), member.getValue()));
        // the answers are not read in the same second
        for (String chance : Set.of("auth_session", "reference", "expires_in", "resend_in")) {
            assertEquals(chance, told.containsKey(chance) ? chance : "", "is in each answer");
            told.remove(chance);
        }
        return told;
    }

    private static void assertSame(NativeApp.Answer expected, NativeApp.Answer actual) {
        assertEquals(expected.status(), actual.status(), actual::toString);
        assertEquals(told(expected), told(actual), actual::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {Realms.APPS_CODE_ALONE, Realms.APPS_TEXT_ALONE})
    void anAppSignsAUserInByNumberAndTextAlone(String flow) {
        String number = number();
        UserRepresentation account = signedUp(number);
        AppsFlow.is(realm, flow, () -> {
            NativeApp app = client();
            NativeApp.Answer asked = begin(app, number.replace("+49", "0"));
            assertTrue(asked.asksForCode(), asked::toString);
            assertFalse(asked.json().has("masked_phone"), "the app knows what was typed");
            String code = gateway.code(digits(number), 2);

            NativeApp.Answer wrong = app.otp(asked, wrong(code));
            assertEquals("wrong", wrong.json().path("otp_error").asText(), wrong::toString);
            NativeApp.Answer done = app.otp(asked, code);

            assertTrue(done.done(), done::toString);
            assertEquals(account.getUsername(), app.redeem(done).idToken().get("preferred_username").asText());
        });
    }

    @Test
    void anAppSignsAUserUpByNumberAlone_withoutAPassword_andIn() {
        signsUpWithoutPassword(Realms.PASSWORDLESS);
        String number = number();
        NativeApp.Answer challenge = app().registerWithoutPassword(fields("phoneNumber", number));
        assertEquals(202, challenge.status(), challenge::toString);
        NativeApp.Answer proven = app().verify(challenge, gateway.code(digits(number), 1));
        assertEquals(204, proven.status(), proven::toString);
        assertEquals(List.of("latchkey-phone"), credentials(number));
        AppsFlow.is(realm, Realms.APPS_CODE_ALONE, () -> {
            NativeApp app = client();
            NativeApp.Answer done = app.otp(begin(app, number), gateway.code(digits(number), 2));
            assertTrue(done.done(), done::toString);
        });
    }

    @Test
    void anAppSignsAUserInByNameAndMailAlone() {
        TestUser person = person();
        AppsFlow.is(realm, Realms.APPS_CODE_ALONE, () -> {
            NativeApp app = client();
            NativeApp.Answer asked = begin(app, person.username());

            NativeApp.Answer done = app.otp(asked, codeOf(person.email(), asked));

            assertTrue(done.done(), done::toString);
            assertEquals(person.email(), app.redeem(done).idToken().get("email").asText());
        });
    }

    @Test
    void attack_numberWithoutAnAccount_inAnApp_isAnsweredAsAnother_andGetsNoText() {
        String held = number();
        signedUp(held);
        String free = number();
        int texts = gateway.all();
        AppsFlow.is(realm, Realms.APPS_CODE_ALONE, () -> {
            NativeApp app = client();
            NativeApp.Answer toHeld = begin(app, held);
            NativeApp.Answer toFree = begin(app, free);
            assertSame(toFree, toHeld);
            String code = gateway.code(digits(held), 2);
            assertEquals(texts + 1, gateway.all(), "none to the number without an account");

            assertSame(app.next(toFree, Map.of()), app.next(toHeld, Map.of()));
            assertSame(app.otp(toFree, wrong(code)), app.otp(toHeld, wrong(code)));
            assertSame(app.next(toFree, Map.of("resend", "true")), app.next(toHeld, Map.of("resend", "true")));
            assertSame(app.otp(toFree, "no code"), app.otp(toHeld, "no code"));
            assertFalse(app.otp(toFree, code).done());
        });
    }

    @Test
    void attack_nameWithoutAnAccount_inAnApp_isAnsweredAsAnother_andGetsNoMail() {
        TestUser person = person();
        TestUser disabled = person(user -> user.enabled(false));
        AppsFlow.is(realm, Realms.APPS_CODE_ALONE, () -> {
            NativeApp app = client();
            NativeApp.Answer known = begin(app, person.username());
            String code = codeOf(person.email(), known);
            for (String name : Set.of("unknown-" + person.username(), disabled.username(), freshAddress())) {
                NativeApp.Answer asked = begin(app, name);
                assertSame(known, asked);
                assertFalse(app.otp(asked, code).done());
            }
            assertEquals(0, mails(disabled).size());
        });
    }

    @Test
    void attack_oneTelephone_isNotBothFactors_inAnApp() {
        String number = number();
        signedUp(number);
        AppsFlow.is(realm, Realms.APPS_TEXT_TWICE, () -> {
            NativeApp app = client();
            NativeApp.Answer asked = begin(app, number);

            NativeApp.Answer refused = app.otp(asked, gateway.code(digits(number), 2));

            assertEquals("access_denied", refused.error(), refused::toString);
            assertEquals(2, gateway.to(digits(number)).size());
        });
    }

    @Test
    void attack_codeToANumber_inAnotherApp_orAfterTheAccountWasDisabled_signsNoUserIn() {
        String number = number();
        UserRepresentation account = signedUp(number);
        AppsFlow.is(realm, Realms.APPS_TEXT_ALONE, () -> {
            NativeApp app = client();
            NativeApp.Answer asked = begin(app, number);
            String code = gateway.code(digits(number), 2);
            assertEquals("invalid_session", new NativeApp(realm, Realms.OTHER_NATIVE).otp(asked, code).error());
            NativeApp.Answer other = begin(app, number);
            assertFalse(other.json().path("reference").equals(asked.json().path("reference")), other::toString);
            assertEquals("wrong", app.otp(other, code).json().path("otp_error").asText());

            account.setEnabled(false);
            realm.admin().users().get(account.getId()).update(account);
            NativeApp.Answer late = app.otp(asked, code);
            assertFalse(late.done(), late::toString);
        });
    }

    @Test
    void attack_whereTheNetworkIsAsked_aNumberIsNoOnlyFactor_inAnApp() {
        String number = number();
        signedUp(number);
        policy("either", true, 30);
        int texts = gateway.all();
        AppsFlow.is(realm, Realms.APPS_TEXT_ALONE, () -> {
            NativeApp.Answer held = begin(client(), number);
            NativeApp.Answer free = begin(client(), number());
            assertEquals("invalid_grant", held.error(), held::toString);
            assertEquals(free.error(), held.error());
            assertEquals(free.status(), held.status());
        });
        AppsFlow.is(realm, Realms.APPS_CODE_ALONE, () -> assertSame(begin(client(), number()), begin(client(),
                number)));
        assertEquals(texts, gateway.all());
    }

    @Test
    void attack_nameAlone_inThePasswordGrant_isRefused() {
        String number = number();
        signedUp(number);
        runs(Realms.DIRECT_APP, "direct_grant", Realms.APPS_CODE_ALONE);
        int texts = gateway.all();

        NativeApp.Answer refused = new NativeApp(realm, Realms.DIRECT_APP).token(
                Map.of("grant_type", "password", "username", number));

        assertEquals(400, refused.status(), refused::toString);
        assertEquals("server_error", refused.error());
        assertEquals(texts, gateway.all());
    }

    @Test
    void withoutAName_theRequestIsInvalid() {
        AppsFlow.is(realm, Realms.APPS_CODE_ALONE, () -> {
            NativeApp.Answer refused = begin(client(), " ");
            assertEquals("invalid_request", refused.error(), refused::toString);
            assertEquals(400, refused.status());
        });
    }

    @Test
    void attack_recycledNumberSetInAnApp_namesItsNewOwner_afterTheCodeAlone() {
        String number = number();
        UserRepresentation old = signedUp(number);
        TestUser next = person();
        NativeApp app = client();
        NativeApp.Answer asked = app.begin(next, Map.of("kc_action", PHONE_ACTION));
        NativeApp.Answer texted = app.next(app.otp(asked, codeOf(next.email(), asked)),
                Map.of("phone_number", number));
        assertTrue(texted.asksForCode(), texted::toString);
        assertEquals(List.of("true"), user(old.getId()).getAttributes().get("phoneNumberVerified"), "not before");

        NativeApp.Answer done = app.otp(texted, gateway.code(digits(number), 2));

        assertTrue(done.done(), done::toString);
        assertEquals(List.of(number), user(next.id()).getAttributes().get("phoneNumber"));
        assertEquals(List.of("false"), user(old.getId()).getAttributes().get("phoneNumberVerified"));
        NativeApp byNumber = client();
        NativeApp.Answer named = byNumber.begin(new TestUser("", number, next.email()));
        assertTrue(named.asksForCode(), named::toString);
        assertTrue(byNumber.otp(named, codeOf(next.email(), named)).done(), "the number names the new owner");
    }

    @Test
    void attack_proofDeletedWhileAnAppWaits_signsNoUserInByItsCode() {
        String number = number();
        UserRepresentation account = signedUp(number);
        AppsFlow.is(realm, Realms.APPS_BY_NUMBER, () -> {
            NativeApp app = client();
            Map<String, String> request = app.request(new TestUser("", number, number),
                    Map.of("kc_action", PHONE_ACTION));
            request.put("password", NEW_PASSWORD);
            NativeApp.Answer waiting = app.otp(app.challenge(request), gateway.code(digits(number), 2));
            assertTrue(waiting.json().path("phone_number_required").asBoolean(), waiting::toString);
            realm.admin().users().get(account.getId()).credentials().stream()
                    .filter(credential -> "latchkey-phone".equals(credential.getType()))
                    .forEach(proof -> realm.admin().users().get(account.getId()).removeCredential(proof.getId()));
            String next = number();

            NativeApp.Answer refused = app.next(waiting, Map.of("phone_number", next));

            assertEquals("invalid_grant", refused.error(), refused::toString);
            assertEquals(List.of(), gateway.to(digits(next)));
        });
    }

    private UserRepresentation user(String id) {
        return realm.admin().users().get(id).toRepresentation();
    }
}
