package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Cases in which no secret code is issued: all but a user who has just signed in to the same app. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class NoCodeIT extends SecretCodeTest {

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private App confidential() {
        return new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
    }

    @Test
    void attack_codeMintedByRefresh_never() {
        JsonNode tokens = signIn(mobile(), person());
        HttpResponse<String> refreshed = mobile().refresh(tokens);
        assertEquals(200, refreshed.statusCode(), refreshed::body);
        assertTrue(Rest.json(refreshed).get("scope").asText().contains("secret_code"));
        assertFalse(Rest.json(refreshed).has("secret_code"));
    }

    @Test
    void attack_codeMintedByTokenExchange_never() {
        App app = confidential();
        JsonNode tokens = signIn(app, person());
        HttpResponse<String> exchanged = app.token("grant_type=" + EXCHANGE + "&subject_token_type=" + ACCESS_TOKEN
                + "&scope=secret_code&subject_token=" + tokens.get("access_token").asText());
        assertEquals(200, exchanged.statusCode(), exchanged::body);
        assertFalse(Rest.json(exchanged).has("secret_code"));
    }

    @Test
    void attack_codeMintedByDirectGrant_never() {
        TestUser person = person();
        HttpResponse<String> granted = mobile().token("grant_type=password&scope=openid%20secret_code&username="
                + person.username() + "&password=" + URLEncoder.encode(TestUser.PASSWORD, StandardCharsets.UTF_8));
        assertEquals(200, granted.statusCode(), granted::body);
        assertFalse(Rest.json(granted).has("secret_code"));
        assertAsked("insufficient_user_authentication", confidentialAfterPasswordGrant(person));
    }

    /** Neither with a token of the password grant nor by requesting a code in it. */
    private HttpResponse<String> confidentialAfterPasswordGrant(TestUser person) {
        HttpResponse<String> granted = confidential().token("grant_type=password&scope=openid%20secret_code&username="
                + person.username() + "&password=" + URLEncoder.encode(TestUser.PASSWORD, StandardCharsets.UTF_8));
        return confidential().ask(Rest.json(granted).get("access_token").asText());
    }

    @Test
    void attack_codeMintedByTheSecondResponseOfAHybridFlow_never() {
        App app = new App(realm, Realms.OTHER_MOBILE);
        SignIn signIn = app.open(browser(), "&response_type=code%20id_token&nonce=n").password(person());
        Matcher code = Pattern.compile("[#&]code=([^&]+)").matcher(signIn.tab().location().toString());
        assertTrue(code.find(), signIn.tab()::text);
        HttpResponse<String> exchanged = app.token("grant_type=authorization_code&code=" + code.group(1)
                + "&redirect_uri=" + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8));
        assertEquals(200, exchanged.statusCode(), exchanged::body);
        assertFalse(Rest.json(exchanged).has("secret_code"));
    }

    @Test
    void attack_codeMintedBySilentSingleSignOn_never() {
        TestUser person = person();
        Browser browser = browser();
        JsonNode first = signIn(mobile(), browser, person);
        assertTrue(first.has("secret_code"));

        App other = new App(realm, Realms.OTHER_MOBILE);
        SignIn silent = other.open(browser);
        assertTrue(silent.done(), silent.tab()::text);
        assertFalse(other.exchange(silent).has("secret_code"), "another app");
        SignIn again = mobile().open(browser, "&prompt=none");
        assertTrue(again.done(), again.tab()::text);
        assertFalse(mobile().exchange(again).has("secret_code"), "the same app");
        assertRedeemed(mobile().redeem(first.get("secret_code").asText()));
    }

    @Test
    void attack_codeMintedByAnotherClientsSignIn_never() {
        TestUser person = person();
        Browser browser = browser();
        JsonNode tokens = signIn(confidential(), browser, person);
        pass(Duration.ofMinutes(10));
        SignIn others = new App(realm, Realms.OTHER_MOBILE).open(browser, "&prompt=login");
        others.tab().type("password", TestUser.PASSWORD).click("kc-login");
        JsonNode fresh = new App(realm, Realms.OTHER_MOBILE).exchange(others);
        assertTrue(fresh.has("secret_code"), "the user has signed in to the other app");
        assertEquals(Rest.claims(tokens, "access_token").get("sid"), Rest.claims(fresh, "access_token").get("sid"));

        JsonNode refreshed = Rest.json(confidential().refresh(tokens));
        assertAsked("insufficient_user_authentication", confidential().ask(refreshed.get("access_token").asText()));
        SignIn silent = confidential().open(browser, "&prompt=none");
        JsonNode again = confidential().exchange(silent);
        assertFalse(again.has("secret_code"));
        assertAsked("insufficient_user_authentication", confidential().ask(again.get("access_token").asText()));
        assertRedeemed(confidential().redeem(tokens.get("secret_code").asText()));
    }

    @Test
    void aUserWhoSignsInAgainOnDemandGetsACode() {
        TestUser person = person();
        Browser browser = browser();
        signIn(mobile(), browser, person);
        // Keycloak keeps the time of a sign-in in whole seconds
        pass(Duration.ofSeconds(2));
        SignIn again = mobile().open(browser, "&prompt=login");
        again.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(again.done(), again.tab()::text);
        assertTrue(mobile().exchange(again).has("secret_code"));
    }

    /** Keycloak reports it before it has cleared the note of the silent sign-in. */
    @Test
    void aUserWhoSignsInAgainAndConsentsGetsACode_alsoAfterASilentSignIn() {
        App app = new App(realm, Realms.MOBILE_WITH_CONSENT);
        Browser browser = browser();
        String first = app.exchange(consenting(app.open(browser).password(person()))).get("secret_code").asText();
        assertFalse(app.exchange(app.open(browser)).has("secret_code"));
        pass(Duration.ofSeconds(2));

        SignIn again = app.open(browser, "&prompt=login%20consent");
        again.tab().type("password", TestUser.PASSWORD).click("kc-login");
        JsonNode tokens = app.exchange(consenting(again));

        assertTrue(tokens.has("secret_code"), tokens::toString);
        assertRefused(app.redeem(first));
        assertRedeemed(app.redeem(tokens.get("secret_code").asText()));
    }

    @Test
    void attack_codeMintedBySilentSingleSignOnThatEndsWithTheConsent_never() {
        App app = new App(realm, Realms.MOBILE_WITH_CONSENT);
        Browser browser = browser();
        String first = app.exchange(consenting(app.open(browser).password(person()))).get("secret_code").asText();
        for (int i = 0; i < 2; i++) {
            JsonNode tokens = app.exchange(consenting(app.open(browser, "&prompt=consent")));
            assertFalse(tokens.has("secret_code"), tokens::toString);
        }
        assertRedeemed(app.redeem(first));
    }

    private static SignIn consenting(SignIn signIn) {
        assertFalse(signIn.done(), signIn.tab()::text);
        signIn.tab().click("kc-login");
        assertTrue(signIn.done(), signIn.tab()::text);
        return signIn;
    }

    @Test
    void attack_codeMintedByAnotherAppsAccessToken_never() {
        TestUser person = person();
        SignIn plain = SignIn.open(browser().tab(), realm, Realms.APP).password(person);
        String token = new App(realm, Realms.APP).exchange(plain).get("access_token").asText();
        HttpResponse<String> answer = confidential().ask(token);
        assertEquals(403, answer.statusCode(), answer::body);
        assertEquals("insufficient_scope", Rest.json(answer).get("error").asText());

        String others = signIn(confidential(), person).get("access_token").asText();
        assertAsked("invalid_client", new App(realm, Realms.BROKER).secret(Realms.BROKER).ask(others));
    }

    @Test
    void attack_codeMintedByTheScopeEvaluationOfTheConsole_never() {
        TestUser person = person();
        String client = realm.admin().clients().findByClientId(Realms.MOBILE).get(0).getId();
        Rest admin = Rest.admin();
        String base = "/admin/realms/codes/clients/" + client + "/evaluate-scopes/generate-example-";
        for (String kind : new String[] {"access-token", "id-token", "userinfo"}) {
            HttpResponse<String> preview = admin.get(base + kind + "?scope=openid%20secret_code&userId=" + person.id());
            assertEquals(200, preview.statusCode(), preview::body);
            assertFalse(Rest.json(preview).has("secret_code"));
        }
        assertEquals(0, rows().codes(person));
    }

    @Test
    void attack_codeMintedByAnImpersonatingAdmin_never() {
        TestUser person = person();
        Browser browser = browser();
        browser.impersonate(realm, person);
        SignIn silent = mobile().open(browser);
        assertTrue(silent.done(), silent.tab()::text);
        JsonNode tokens = mobile().exchange(silent);
        assertEquals(person.id(), Rest.claims(tokens, "id_token").get("sub").asText());
        assertFalse(tokens.has("secret_code"));
    }

    @Test
    void anAppMayAskForACodeWithAFreshTokenAndItsKey() {
        TestUser person = person();
        DPoPKey key = new DPoPKey();
        JsonNode tokens = signIn(mobile().key(key), person);
        HttpResponse<String> asked = mobile().key(key).ask(tokens.get("access_token").asText());
        assertEquals(201, asked.statusCode(), asked::body);
        String code = Rest.json(asked).get("secret_code").asText();
        assertRefused(mobile().redeem(code));
        assertRefused(mobile().key(key).redeem(tokens.get("secret_code").asText()));
        assertRedeemed(mobile().key(key).redeem(code));
    }

    @Test
    void anAppMayAskForACodeWithAFreshTokenAndItsClientAuthentication() {
        JsonNode tokens = signIn(confidential(), person());
        HttpResponse<String> asked = confidential().ask(tokens.get("access_token").asText());
        assertEquals(201, asked.statusCode(), asked::body);
        assertRedeemed(confidential().redeem(Rest.json(asked).get("secret_code").asText()));
    }

    /** The victim has approved the phisher's device, and signs in to the app itself later, in the same session. */
    @Test
    void attack_tokensOfADeviceThatAVictimHasApproved_giveNoCodeOnceTheVictimSignsIn() {
        TestUser person = person();
        Browser browser = browser();
        JsonNode device = Rest.json(confidential().post("/protocol/openid-connect/auth/device",
                "scope=openid%20secret_code"));
        SignIn approval = SignIn.in(browser.tab().open(device.get("verification_uri_complete").asText()), realm)
                .password(person);
        approval.tab().click("kc-login");
        HttpResponse<String> polled = confidential().token("grant_type=urn:ietf:params:oauth:grant-type:device_code"
                + "&device_code=" + device.get("device_code").asText());
        assertEquals(200, polled.statusCode(), polled::body);
        JsonNode phished = Rest.json(polled);
        assertAsked("insufficient_user_authentication", confidential().ask(phished.get("access_token").asText()));

        pass(Duration.ofSeconds(10));
        SignIn again = confidential().open(browser, "&prompt=login");
        again.tab().type("password", TestUser.PASSWORD).click("kc-login");
        JsonNode own = confidential().exchange(again);
        assertEquals(Rest.claims(phished, "access_token").get("sid"), Rest.claims(own, "access_token").get("sid"));

        assertAsked("insufficient_user_authentication", confidential().ask(phished.get("access_token").asText()));
        HttpResponse<String> refreshed = confidential().refresh(phished);
        assertEquals(200, refreshed.statusCode(), refreshed::body);
        assertAsked("insufficient_user_authentication",
                confidential().ask(Rest.json(refreshed).get("access_token").asText()));
        assertEquals(201, confidential().ask(own.get("access_token").asText()).statusCode());
    }

    @Test
    void attack_anAccessTokenFromBeforeTheSignIn_orAnExchangedOne_isNoCode() {
        TestUser person = person();
        Browser browser = browser();
        JsonNode before = signIn(confidential(), browser, person);
        pass(Duration.ofSeconds(10));
        SignIn again = confidential().open(browser, "&prompt=login");
        again.tab().type("password", TestUser.PASSWORD).click("kc-login");
        JsonNode own = confidential().exchange(again);

        assertAsked("insufficient_user_authentication", confidential().ask(before.get("access_token").asText()));
        HttpResponse<String> exchanged = confidential().token("grant_type=" + EXCHANGE + "&subject_token_type="
                + ACCESS_TOKEN + "&scope=secret_code&subject_token=" + own.get("access_token").asText());
        assertEquals(200, exchanged.statusCode(), exchanged::body);
        assertAsked("insufficient_user_authentication",
                confidential().ask(Rest.json(exchanged).get("access_token").asText()));
        assertEquals(201, confidential().ask(own.get("access_token").asText()).statusCode());
    }

    @Test
    void attack_aStolenAccessTokenAlone_isNoCode() {
        TestUser person = person();
        DPoPKey key = new DPoPKey();
        String bearer = signIn(mobile(), person).get("access_token").asText();
        String bound = signIn(mobile().key(key), person).get("access_token").asText();
        String confidential = signIn(confidential(), person).get("access_token").asText();
        assertAsked("invalid_token", mobile().ask(bearer));
        assertAsked("invalid_token", mobile().ask(bound));
        assertAsked("invalid_token", mobile().key(new DPoPKey()).ask(bound));
        assertEquals(401, new App(realm, Realms.MOBILE_WITH_SECRET).ask(confidential).statusCode());
        assertEquals(401, Rest.post("/realms/codes/latchkey-secret-codes", "", Map.of()).statusCode());
    }

    @Test
    void attack_anOldSignIn_isNoCode() {
        String token = signIn(confidential(), person()).get("access_token").asText();
        JsonNode tokens = signIn(confidential(), person());
        pass(Duration.ofSeconds(301));
        assertEquals(401, confidential().ask(token).statusCode());
        String refreshed = Rest.json(confidential().refresh(tokens)).get("access_token").asText();
        assertAsked("insufficient_user_authentication", confidential().ask(refreshed));
    }

    @Test
    void attack_aSessionThatACodeHasOpened_givesNoOtherCode() {
        TestUser person = person();
        JsonNode tokens = assertRedeemed(confidential().redeem(
                signIn(confidential(), person).get("secret_code").asText(), "openid secret_code"));
        assertAsked("insufficient_user_authentication", confidential().ask(tokens.get("access_token").asText()));
    }

    private static void assertAsked(String error, HttpResponse<String> answer) {
        assertEquals(401, answer.statusCode(), answer::body);
        assertEquals(error, Rest.json(answer).get("error").asText());
    }
}
