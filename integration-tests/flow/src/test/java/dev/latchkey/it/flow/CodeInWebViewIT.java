package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** An app signs in with its code inside its web view: the step in a browser flow, an e-mail code behind it. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class CodeInWebViewIT extends SecretCodeTest {

    @InjectRealm(ref = "view", config = Realms.CodesInWebView.class)
    ManagedRealm view;

    private App app() {
        return new App(view, Realms.MOBILE);
    }

    /** A code from a sign-in by password and mailed code. */
    private String firstCode(TestUser person) {
        SignIn signIn = app().open(browser());
        signIn.tryAnotherWay("Username and password");
        signIn.password(person);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        return app().exchange(signIn).get("secret_code").asText();
    }

    private SignIn present(String code) {
        return present(browser(), code);
    }

    private SignIn present(Browser browser, String code) {
        SignIn signIn = app().open(browser);
        signIn.tab().type("secret_code", code).click("latchkey-secret-code-submit");
        return signIn;
    }

    @Test
    void aCodeCountsAsOneFactorAndItsSuccessorComesWithTheTokens() {
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));

        SignIn signIn = present(first);
        assertTrue(signIn.asksForCode(), "the second factor is asked: " + signIn.tab().text());
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        JsonNode tokens = app().exchange(signIn);
        String second = next(tokens);
        assertNotEquals(first, second);
        assertEquals(1, rows().codes(person), "no second code was made");
        assertRedeemed(app().redeem(second));
    }

    @Test
    void attack_aCodeThatEndsBehindItsPage_leavesNoSession() {
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn signIn = present(first);
        revoke(person);
        signIn.code(newestCode(person, signIn.reference()));
        assertTrue(app().exchange(signIn).has("error"), "nobody is signed in");
    }

    @Test
    void whatAUserSignsInToInASessionThatACodeHasOpenedIsNoMoreTheCodes() {
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn byCode = present(first);
        assertTrue(byCode.code(newestCode(person, byCode.reference())).done(), byCode.tab()::text);
        JsonNode opened = app().exchange(byCode);
        pass(Duration.ofMinutes(4));
        SignIn byUser = signInAgain(SignIn.open(byCode.tab(), view, Realms.APP, "&prompt=login"), person);
        JsonNode own = new App(view, Realms.APP).exchange(byUser);

        revoke(person);
        assertEquals(400, app().refresh(opened).statusCode());
        assertEquals(200, new App(view, Realms.APP).refresh(own).statusCode());
    }

    /** Keycloak reports a silent sign-in as it does any other. */
    @Test
    void attack_silentSignInsInASessionOfACode_endWithTheCode() {
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn byCode = present(first);
        assertTrue(byCode.code(newestCode(person, byCode.reference())).done(), byCode.tab()::text);
        List<JsonNode> tokens = List.of(app().exchange(byCode),
                silent(byCode, Realms.MOBILE, ""), silent(byCode, Realms.MOBILE, "&prompt=none"),
                silent(byCode, Realms.APP, "&prompt=none"), silent(byCode, Realms.APP, ""));

        revoke(person);

        tokens.forEach(signedIn -> {
            String client = Rest.claims(signedIn, "access_token").get("azp").asText();
            assertEquals(400, new App(view, client).refresh(signedIn).statusCode(), client);
        });
        assertTrue(SignIn.open(byCode.tab(), view, Realms.APP).asksForPassword(), byCode.tab()::text);
    }

    private JsonNode silent(SignIn signedIn, String client, String more) {
        SignIn signIn = SignIn.open(signedIn.tab(), view, client, more);
        assertTrue(signIn.done(), () -> signIn.tab().location() + signIn.tab().text());
        return new App(view, client).exchange(signIn);
    }

    /** A user has signed in to another app in the same session, and goes on there. */
    @Test
    void aCodeInASessionThatItsUserHasOpenedEndsWithItsOwnPartAlone() {
        view.updateWithCleanup(update -> update.browserFlow(Realms.WEB_VIEW_WITHOUT_COOKIE));
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));
        Browser browser = browser();
        SignIn byUser = SignIn.open(browser.tab(), view, Realms.APP).password(person);
        assertTrue(byUser.code(newestCode(person, byUser.reference())).done(), byUser.tab()::text);
        JsonNode own = new App(view, Realms.APP).exchange(byUser);
        pass(Duration.ofMinutes(4));
        SignIn byCode = present(browser, first);
        assertTrue(byCode.code(newestCode(person, byCode.reference())).done(), byCode.tab()::text);
        JsonNode opened = app().exchange(byCode);

        revoke(person);

        assertEquals(400, app().refresh(opened).statusCode());
        assertEquals(200, new App(view, Realms.APP).refresh(own).statusCode());
    }

    /** The exchange makes a part of the session that has no mark of the code. */
    @Test
    void attack_tokenExchangedInASessionOfTheUser_endsWithTheCode() {
        view.updateWithCleanup(update -> update.browserFlow(Realms.WEB_VIEW_WITHOUT_COOKIE));
        letExchange();
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));
        Browser browser = browser();
        SignIn byUser = SignIn.open(browser.tab(), view, Realms.APP).password(person);
        assertTrue(byUser.code(newestCode(person, byUser.reference())).done(), byUser.tab()::text);
        pass(Duration.ofMinutes(4));
        SignIn byCode = present(browser, first);
        assertTrue(byCode.code(newestCode(person, byCode.reference())).done(), byCode.tab()::text);
        TokenClient exchanger = TokenClient.of(FlowServer.BASE, view.getName(), Realms.MOBILE_WITH_SECRET)
                .withSecret(Realms.MOBILE_WITH_SECRET);
        TokenClient.Grant next = exchanger.refresh(exchanger
                .exchange(app().exchange(byCode).get("access_token").asText()).refreshToken());
        assertTrue(next.given(), next::error);

        revoke(person);

        assertFalse(exchanger.refresh(next.refreshToken()).given());
    }

    /** Makes the confidential client an audience of the app's access tokens. */
    private void letExchange() {
        ProtocolMapperRepresentation audience = new ProtocolMapperRepresentation();
        audience.setName("audience");
        audience.setProtocol("openid-connect");
        audience.setProtocolMapper("oidc-audience-mapper");
        audience.setConfig(Map.of("included.client.audience", Realms.MOBILE_WITH_SECRET, "access.token.claim", "true"));
        String id = view.admin().clients().findByClientId(Realms.MOBILE).get(0).getId();
        view.admin().clients().get(id).getProtocolMappers().createMapper(audience).close();
    }

    private void revoke(TestUser person) {
        assertEquals(204, Rest.admin().delete("/admin/realms/" + view.getName() + "/latchkey-secret-codes/users/"
                + person.id()).statusCode());
    }

    @Test
    void aCodeWhoseKeyWasRetiredIsRefusedAndBreaksNothing() {
        TestUser person = person(view, user -> user);
        String first = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn signIn = present(first);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        view.admin().components().query(view.getId(), "org.keycloak.keys.KeyProvider").stream()
                .filter(key -> key.getName().equals("hmac-generated-hs512"))
                .forEach(key -> view.admin().components().component(key.getId()).remove());
        JsonNode tokens = app().exchange(signIn);
        assertTrue(tokens.has("access_token"), tokens::toString);
        assertFalse(tokens.has("secret_code"));
        assertRefused(app().redeem(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"&prompt=login", "&max_age=0", "&max_age=3600", "&kc_action=UPDATE_PASSWORD"})
    void attack_freshSignInThatIsDemanded_isNotAnsweredByACode(String demand) {
        SignIn signIn = app().open(browser(), demand);
        assertFalse(signIn.tab().has("latchkey-secret-code-submit"), signIn.tab()::text);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }

    @Test
    void offlineAccessIsForThePolicyToGive() {
        TestUser person = person(view, user -> user);
        String code = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn signIn = app().open(browser(), "%20offline_access");
        signIn.tab().type("secret_code", code).click("latchkey-secret-code-submit");
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        JsonNode tokens = app().exchange(signIn);
        assertFalse(tokens.get("scope").asText().contains("offline_access"), tokens::toString);
        assertEquals("Refresh", Rest.claims(tokens, "refresh_token").get("typ").asText());
    }

    /** The app or another one asks later, silently, in the session that the code has opened. */
    @ParameterizedTest
    @CsvSource({Realms.MOBILE + ", true", Realms.MOBILE + ", false", Realms.OTHER_MOBILE + ", true",
        Realms.OTHER_MOBILE + ", false"})
    void attack_offlineAccessInASessionThatACodeHasOpened_isLeftOutUnlessThePolicyAllowsIt(String client,
            boolean passive) {
        TestUser person = person(view, user -> user.realmRoles("offline_access"));
        String code = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn signIn = present(code);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        App app = new App(view, client);
        app().exchange(signIn);

        SignIn silent = app.open(signIn.tab(), "%20offline_access" + (passive ? "&prompt=none" : ""));
        JsonNode tokens = app.exchange(silent);
        assertOnline(tokens);
        HttpResponse<String> refreshed = app.refresh(tokens);
        assertEquals(200, refreshed.statusCode(), refreshed::body);
        assertOnline(Rest.json(refreshed));

        // by a sign-in of the user's own in that session it is
        SignIn own = app.open(signIn.tab(), "%20offline_access&prompt=login");
        JsonNode offline = app.exchange(signInAgain(own, person));
        assertEquals("Offline", Rest.claims(offline, "refresh_token").get("typ").asText());
    }

    /** In a hybrid flow Keycloak makes the offline session before the app redeems the authorization code. */
    @ParameterizedTest
    @CsvSource({"code%20id_token, true", "code%20token, true", "code%20id_token%20token, true",
        "code%20id_token, false", "code%20token, false", "code%20id_token%20token, false"})
    void attack_offlineAccessByAHybridFlowInASessionOfACode_isLeftOut(String type, boolean silent) {
        allowHybrid(true);
        try {
            TestUser person = person(view, user -> user.realmRoles("offline_access"));
            String code = firstCode(person);
            pass(Duration.ofMinutes(2));
            String hybrid = "%20offline_access&nonce=made-up&response_type=" + type;
            SignIn signIn = app().open(browser(), silent ? "" : hybrid);
            signIn.tab().type("secret_code", code).click("latchkey-secret-code-submit");
            signIn.code(newestCode(person, signIn.reference()));
            SignIn last = silent ? app().open(signIn.tab(), hybrid + "&prompt=none") : signIn;

            Map<String, String> answer = fragment(last);
            assertTrue(answer.containsKey("code"), () -> last.tab().location() + last.tab().text());
            assertNoOfflineSession(person);
            if (type.endsWith("20token")) {
                JsonNode claims = Rest.claims(Rest.json("{\"access_token\":\"" + answer.get("access_token") + "\"}"),
                        "access_token");
                assertFalse(claims.get("scope").asText().contains("offline_access"), claims::toString);
                assertEquals(200, Rest.bearer(answer.get("access_token"))
                        .get("/realms/" + view.getName() + "/protocol/openid-connect/userinfo").statusCode());
            }
            assertOnline(Rest.json(app().exchange(answer.get("code"))));
            assertNoOfflineSession(person);
        } finally {
            allowHybrid(false);
        }
    }

    private void allowHybrid(boolean allowed) {
        var client = view.admin().clients().findByClientId(Realms.MOBILE).get(0);
        client.setImplicitFlowEnabled(allowed);
        view.admin().clients().get(client.getId()).update(client);
    }

    private void assertNoOfflineSession(TestUser person) {
        String client = view.admin().clients().findByClientId(Realms.MOBILE).get(0).getId();
        assertEquals(0, view.admin().users().get(person.id()).getOfflineSessions(client).size());
    }

    private static Map<String, String> fragment(SignIn signIn) {
        String fragment = String.valueOf(signIn.tab().location().getRawFragment());
        return Arrays.stream(fragment.split("&")).map(parameter -> parameter.split("=", 2))
                .filter(parameter -> parameter.length == 2)
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
    }

    private void assertOnline(JsonNode tokens) {
        assertEquals("Refresh", Rest.claims(tokens, "refresh_token").get("typ").asText());
        assertFalse(tokens.get("scope").asText().contains("offline_access"), tokens::toString);
        for (String token : List.of("access_token", "refresh_token")) {
            assertFalse(Rest.claims(tokens, token).get("scope").asText().contains("offline_access"), token);
        }
        assertEquals(200, Rest.bearer(tokens.get("access_token").asText())
                .get("/realms/" + view.getName() + "/protocol/openid-connect/userinfo").statusCode());
    }

    private SignIn signInAgain(SignIn signIn, TestUser person) {
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        return signIn;
    }

    /** Keycloak has one offline part of an app in a session, whether a code has opened it or a user. */
    @Test
    void attack_offlineAccessOfACode_endsWithItAndNotThatOfTheUsersOwnSignInInTheSameSession() {
        allowOffline(true);
        try {
            TestUser person = person(view, user -> user.realmRoles("offline_access"));
            String code = firstCode(person);
            pass(Duration.ofMinutes(2));
            SignIn signIn = present(code);
            assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
            app().exchange(signIn);
            JsonNode byCode = app().exchange(app().open(signIn.tab(), "%20offline_access&prompt=none"));
            assertEquals("Offline", Rest.claims(byCode, "refresh_token").get("typ").asText());
            pass(Duration.ofMinutes(4));

            SignIn again = app().open(signIn.tab(), "%20offline_access&prompt=login");
            JsonNode own = app().exchange(signInAgain(again, person));
            assertEquals(Rest.claims(byCode, "access_token").get("sid"), Rest.claims(own, "access_token").get("sid"));
            assertEquals(1, rows().endedCodes(code, "REPLACED"));

            assertEquals(400, app().refresh(byCode).statusCode());
            HttpResponse<String> refreshed = app().refresh(own);
            assertEquals(200, refreshed.statusCode(), refreshed::body);
            assertEquals("Offline", Rest.claims(Rest.json(refreshed), "refresh_token").get("typ").asText());
        } finally {
            allowOffline(false);
        }
    }

    private void allowOffline(boolean allowed) {
        var scope = view.admin().clientScopes().findAll().stream()
                .filter(candidate -> candidate.getName().equals("secret_code")).findFirst().orElseThrow();
        var mappers = view.admin().clientScopes().get(scope.getId()).getProtocolMappers();
        var mapper = mappers.getMappers().get(0);
        mapper.setConfig(allowed ? new HashMap<>(Map.of("offline_access", "true")) : new HashMap<>());
        mappers.update(mapper.getId(), mapper);
    }

    @Test
    void theTokensSayWhenTheUserHasSignedIn() {
        TestUser person = person(view, user -> user);
        long before = clock().now() / 1000;
        String code = firstCode(person);
        pass(Duration.ofMinutes(2));
        SignIn signIn = present(code);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        long signedIn = Rest.claims(app().exchange(signIn), "id_token").get("auth_time").asLong();
        assertTrue(signedIn < before + 60, "not when the code was used: " + (signedIn - before));
    }

    @Test
    void aRefusedCodeGetsAGeneralMessageAndIsNotShown() {
        SignIn signIn = present("no code at all");
        assertTrue(signIn.tab().text().contains("This code does not sign you in."), signIn.tab()::text);
        assertFalse(signIn.tab().source().contains("no code at all"));
        assertFalse(signIn.done());
    }

    @Test
    void aCodeThatIsBoundToAKeyIsRefusedWhereTheKeyCannotBeProven() {
        TestUser person = person(view, user -> user);
        SignIn signIn = app().open(browser());
        signIn.tryAnotherWay("Username and password");
        signIn.password(person);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        String bound = app().key(new DPoPKey()).exchange(signIn).get("secret_code").asText();
        SignIn refused = present(bound);
        assertTrue(refused.tab().text().contains("This code does not sign you in."), refused.tab()::text);
    }

    @Test
    void aClientThatMayHaveNoCodesIsNotAskedForOne() {
        SignIn signIn = SignIn.open(browser().tab(), view, Realms.APP);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }
}
