package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A refresh token works only for the client that requested it, where a client scope demands it; rotation is on. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SessionFingerprintIT extends RefreshTest {

    private static final String REFUSED = "invalid_grant: Invalid refresh token";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "User-Agent | curl/8.14.1",
            "User-Agent | OtherApp/1.4 (Linux; Android 15; Pixel 9)",
            "User-Agent | DemoApp/1.4 (iPhone; CPU iPhone OS 18_5 like Mac OS X)",
            "Accept-Language | en-US",
            "Accept-Encoding | gzip"})
    void attack_refreshFromAnotherClient_isRefusedAndNotBurnt(String header, String value) {
        TestUser person = person();
        TokenClient app = app(Realms.BOUND_APP);
        String token = signIn(app, person).refreshToken();

        assertEquals(REFUSED, app.withHeader(header, value).refresh(token).error());

        assertEquals(1, events(person).refusals("session_fingerprint_mismatch"));
        TokenClient.Grant next = app.refresh(token);
        assertTrue(next.given(), next::error);
        assertTrue(app.refresh(next.refreshToken()).given());
    }

    @Test
    void anUpdateOfTheSameClientGoesThrough() {
        TokenClient app = app(Realms.BOUND_APP);
        String token = signIn(app, person()).refreshToken();
        TokenClient updated = app.withHeader("User-Agent", "DemoApp/2.0 (Linux; Android 16; Pixel 9) okhttp/5.1.0");
        TokenClient.Grant next = updated.refresh(token);
        assertTrue(next.given(), next::error);
    }

    @Test
    void aSignInInTheBrowserIsRefreshedByTheAppsOwnHttpStack() {
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.BOUND_APP).password(person);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(signIn.tab().location().toString());
        assertTrue(code.find());

        TokenClient app = app(Realms.BOUND_APP);
        String token = app.code(code.group(1), realm.getBaseUrl(), "").refreshToken();
        TokenClient.Grant next = app.refresh(token);
        assertTrue(next.given(), next::error);
        assertTrue(app.refresh(next.refreshToken()).given());
    }

    @Test
    void attack_refreshFromAnotherClient_endsTheSessionWhereTheScopeDemandsIt() {
        TestUser person = person();
        TokenClient app = app(Realms.ENDING_APP);
        String token = signIn(app, person).refreshToken();

        assertEquals(REFUSED, app.withHeader("User-Agent", "curl/8.14.1").refresh(token).error());

        assertEquals(List.of(), realm.admin().users().get(person.id()).getUserSessions());
        assertFalse(app.refresh(token).given());
    }

    @Test
    void attack_refreshFromAnotherClient_endsAnOfflineSessionAsWell() {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient app = app(Realms.ENDING_APP);
        String token = app.password(person.username(), TestUser.PASSWORD, "openid offline_access").refreshToken();
        assertFalse(app.withHeader("User-Agent", "curl/8.14.1").refresh(token).given());
        assertFalse(app.refresh(token).given());
    }

    @Test
    void attack_leavingTheScopeOut_loosensNothing() {
        TokenClient app = app(Realms.BOUND_APP);
        TokenClient thief = app.withHeader("User-Agent", "curl/8.14.1");
        TokenClient.Grant grant = signIn(app, person());
        assertEquals(REFUSED, thief.refresh(grant.refreshToken(), "openid").error());

        TokenClient.Grant narrowed = app.refresh(grant.refreshToken(), "openid");
        assertEquals(REFUSED, thief.refresh(narrowed.refreshToken()).error());
        assertTrue(app.refresh(narrowed.refreshToken()).given());
    }

    @Test
    void clientsWithoutTheScopeAreNotBound() {
        TokenClient app = app(Realms.DIRECT_APP);
        TokenClient.Grant grant = signIn(app, person());
        assertFalse(grant.refreshClaims().has("latchkey_fp"));
        assertTrue(app.withHeader("User-Agent", "curl/8.14.1").refresh(grant.refreshToken()).given());
    }

    @Test
    void aTokenContainsNothingOfTheClientInPlainText() {
        TokenClient.Grant grant = signIn(app(Realms.BOUND_APP), person());
        assertTrue(grant.refreshClaims().get("latchkey_fp").asText().matches("[0-9a-f]{64}"));
        JsonNode access = TokenClient.Grant.claims(grant.json().get("access_token").asText());
        String claims = grant.refreshClaims().toString() + access;
        List.of("okhttp", "DemoApp", "de-AT", "gzip").forEach(told -> assertFalse(claims.contains(told), told));
        assertFalse(access.has("latchkey_fp"));
    }
}
