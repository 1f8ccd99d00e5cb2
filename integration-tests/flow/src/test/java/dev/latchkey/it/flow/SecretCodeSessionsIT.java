package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.util.JsonSerialization;

/** The end of a secret code ends every session that it has opened, and no other. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeSessionsIT extends SecretCodeTest {

    private final Map<String, BiConsumer<TestUser, String[]>> ends = Map.ofEntries(
            Map.entry("an admin revokes it", (person, codes) -> Rest.admin()
                    .delete("/admin/realms/codes/latchkey-secret-codes/users/" + person.id())),
            Map.entry("the owner revokes it", (person, codes) -> Rest.ofApp(realm, person)
                    .delete("/realms/codes/latchkey-secret-codes")),
            Map.entry("the admin console removes it", (person, codes) -> user(person).credentials().stream()
                    .filter(credential -> credential.getType().equals("latchkey-secret-code"))
                    .forEach(credential -> user(person).removeCredential(credential.getId()))),
            Map.entry("the account console removes it", this::removeInTheAccountConsole),
            Map.entry("an admin sets the password", (person, codes) -> resetPassword(person)),
            Map.entry("an admin changes the address", (person, codes) -> update(person,
                    changed -> changed.setEmail("new-" + person.email()))),
            Map.entry("the account is disabled", (person, codes) -> update(person,
                    changed -> changed.setEnabled(false))),
            Map.entry("a copy was seen", (person, codes) -> {
                assertRedeemed(mobile().redeem(codes[2]));
                pass(Duration.ofSeconds(61));
                assertRefused(mobile().redeem(codes[0]));
            }),
            Map.entry("the app signs in again", (person, codes) -> code(mobile(), person)),
            Map.entry("the user is logged out everywhere", (person, codes) -> user(person).logout()),
            Map.entry("one of its sessions is logged out", (person, codes) -> assertEquals(204, mobile().post(
                    "/protocol/openid-connect/logout", "refresh_token=" + codes[3]).statusCode())));

    @ParameterizedTest
    @ValueSource(strings = {"an admin revokes it", "the owner revokes it", "the admin console removes it",
        "the account console removes it", "an admin sets the password", "an admin changes the address",
        "the account is disabled", "a copy was seen", "the app signs in again", "the user is logged out everywhere",
        "one of its sessions is logged out"})
    void attack_sessionsOfAnEndedCode_areOver(String end) {
        policy("offline_access", "true");
        TestUser person = person();
        String first = code(mobile(), person);
        JsonNode online = assertRedeemed(mobile().redeem(first));
        JsonNode offline = assertRedeemed(mobile().redeem(next(online), "openid offline_access"));
        JsonNode third = assertRedeemed(mobile().redeem(next(offline)));
        assertSignedIn(mobile(), online);
        offline = assertSignedIn(mobile(), offline);
        // Keycloak keeps the time of a password in milliseconds and that of a logout in seconds
        pass(Duration.ofSeconds(1));

        ends.get(end).accept(person, new String[] {first, next(online), next(third),
            third.get("refresh_token").asText()});

        assertRefused(mobile().redeem(next(third)));
        assertSignedOut(mobile(), online);
        assertSignedOut(mobile(), offline);
        assertEquals(0, rows().codeSessions(person) - newSessions(end));
    }

    /** An admin has taken the scope away whose mapper is the policy. */
    @ParameterizedTest
    @ValueSource(strings = {"an admin sets the password", "an admin changes the address", "the account is disabled",
        "an admin revokes it"})
    void attack_sessionsOfACodeWhoseClientMayHaveNoneAnyMore_areOver(String end) {
        policy("offline_access", "true");
        TestUser person = person();
        App app = new App(realm, Realms.OTHER_MOBILE);
        JsonNode offline = assertRedeemed(app.redeem(code(app, person), "openid offline_access"));
        String code = next(offline);
        pass(Duration.ofSeconds(1));
        String client = realm.admin().clients().findByClientId(Realms.OTHER_MOBILE).get(0).getId();
        String scope = realm.admin().clientScopes().findAll().stream()
                .filter(candidate -> candidate.getName().equals("secret_code")).findFirst().orElseThrow().getId();
        realm.admin().clients().get(client).removeOptionalClientScope(scope);
        try {
            offline = assertSignedIn(app, offline);
            ends.get(end).accept(person, new String[0]);
            assertSignedOut(app, offline);
            assertEquals(0, rows().codeSessions(person));
        } finally {
            realm.admin().clients().get(client).addOptionalClientScope(scope);
        }
        assertRefused(app.redeem(code));
    }

    /** The session of a new sign-in is stored with its own code. */
    private static int newSessions(String end) {
        return end.equals("the app signs in again") ? 1 : 0;
    }

    private void removeInTheAccountConsole(TestUser person, String[] codes) {
        JsonNode credentials = Rest.json(Rest.ofApp(realm, person).getJson("/realms/codes/account/credentials"));
        for (JsonNode type : credentials) {
            if (type.get("type").asText().equals("latchkey-secret-code")) {
                String id = type.get("userCredentialMetadatas").get(0).get("credential").get("id").asText();
                SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=delete_credential:" + id)
                        .password(person).tab().click("kc-accept");
            }
        }
    }

    private void resetPassword(TestUser person) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        user(person).resetPassword(password);
    }

    private void update(TestUser person, Consumer<UserRepresentation> change) {
        UserRepresentation changed = user(person).toRepresentation();
        change.accept(changed);
        user(person).update(changed);
    }

    @Test
    void anAppThatHangsIsSentALogoutTokenForEachSessionOfAnEndedCode_andHoldsNothingUp() throws Exception {
        policy("offline_access", "true");
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        app.setExecutor(threads);
        app.createContext("/logout", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            await(over);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        app.start();
        try {
            logoutUrl("http://127.0.0.1:" + app.getAddress().getPort() + "/logout");
            TestUser person = person();
            JsonNode online = assertRedeemed(mobile().redeem(code(mobile(), person)));
            JsonNode offline = assertRedeemed(mobile().redeem(next(online), "openid offline_access"));

            assertEquals(204, Rest.admin().delete("/admin/realms/codes/latchkey-secret-codes/users/" + person.id())
                    .statusCode());

            assertSignedOut(mobile(), online);
            assertSignedOut(mobile(), offline);
            Set<String> told = Set.of(sessionOf(received), sessionOf(received));
            assertEquals(Set.of(Rest.claims(online, "access_token").get("sid").asText(),
                    Rest.claims(offline, "access_token").get("sid").asText()), told);
        } finally {
            over.countDown();
            logoutUrl("");
            app.stop(0);
            threads.shutdownNow();
        }
    }

    /** As many as there once were threads for all apps; several logout tokens wait for each. */
    @Test
    void attack_fourAppsThatHang_leaveTheOthersTheirLogoutTokens() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<HangingApp> hanging = Stream.of(false, false, true, true).map(HangingApp::new).toList();
        app.createContext("/logout", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        app.start();
        try {
            for (HangingApp each : hanging) {
                endSessions(each.url(), 3);
            }
            JsonNode last = endSessions("http://127.0.0.1:" + app.getAddress().getPort() + "/logout", 1);

            assertEquals(Rest.claims(last, "access_token").get("sid").asText(), sessionOf(received));
            List<Integer> requests = hanging.stream().map(HangingApp::requests).toList();
            assertTrue(requests.stream().allMatch(sent -> sent < 3), requests::toString);
            for (HangingApp each : hanging) {
                assertTrue(each.isGivenUp());
            }
        } finally {
            logoutUrl("");
            app.stop(0);
            for (HangingApp each : hanging) {
                each.close();
            }
        }
    }

    /** Ends a code that has opened so many sessions, of which the app at this address is told. */
    private JsonNode endSessions(String url, int sessions) {
        logoutUrl(url);
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person)));
        for (int i = 1; i < sessions; i++) {
            tokens = assertRedeemed(mobile().redeem(next(tokens)));
        }
        assertEquals(204, Rest.admin().delete("/admin/realms/codes/latchkey-secret-codes/users/" + person.id())
                .statusCode());
        return tokens;
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void logoutUrl(String url) {
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.MOBILE).get(0);
        client.getAttributes().put("backchannel.logout.url", url);
        client.getAttributes().put("backchannel.logout.session.required", "true");
        realm.admin().clients().get(client.getId()).update(client);
    }

    private static String sessionOf(BlockingQueue<String> received) throws Exception {
        String body = received.poll(90, TimeUnit.SECONDS);
        assertTrue(body != null && body.startsWith("logout_token="), body);
        return JsonSerialization.mapper.readTree(Base64.getUrlDecoder().decode(body.split("[.]")[1])).get("sid")
                .asText();
    }

    @Test
    void sessionsThatTheCodeDidNotOpenGoOn() {
        TestUser person = person();
        App other = new App(realm, Realms.OTHER_MOBILE);
        JsonNode signIn = signIn(mobile(), person);
        JsonNode others = assertRedeemed(other.redeem(code(other, person)));
        JsonNode own = assertRedeemed(mobile().redeem(signIn.get("secret_code").asText()));

        String id = next(own).substring(0, 16);
        assertEquals(204, Rest.ofApp(realm, person).delete("/realms/codes/latchkey-secret-codes/" + id).statusCode());

        assertSignedOut(mobile(), own);
        assertSignedIn(mobile(), signIn);
        assertSignedIn(other, others);
        assertRedeemed(other.redeem(next(others)));
    }

    @Test
    void anExpiredCodeThatIsNeverPresentedEndsItsSessions() {
        policy("offline_access", "true");
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person), "openid offline_access"));
        pass(Duration.ofDays(29));
        tokens = assertSignedIn(mobile(), tokens);
        pass(Duration.ofDays(31));
        rows().purge();
        assertSignedOut(mobile(), tokens);
        assertEquals(1, rows().endedCodes(person, "IDLE"));
    }

    @Test
    void byDefaultARedemptionOpensNoOfflineSession() {
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person), "openid offline_access"));
        assertFalse(tokens.get("scope").asText().contains("offline_access"));
        assertEquals("Refresh", Rest.claims(tokens, "refresh_token").get("typ").asText());
        JsonNode refreshed = assertSignedIn(mobile(), tokens);
        assertEquals("Refresh", Rest.claims(refreshed, "refresh_token").get("typ").asText());
        String client = realm.admin().clients().findByClientId(Realms.MOBILE).get(0).getId();
        assertTrue(realm.admin().clients().get(client).getOfflineUserSessions(0, 1000).stream()
                .noneMatch(session -> session.getUserId().equals(person.id())));
    }

    @Test
    void aClientWhoseDefaultScopesBringOfflineAccessRedeemsNothingUnlessThePolicyAllowsIt() {
        var clients = realm.admin().clients();
        String client = clients.findByClientId(Realms.OTHER_MOBILE).get(0).getId();
        String scope = realm.admin().clientScopes().findAll().stream()
                .filter(candidate -> candidate.getName().equals("offline_access")).findFirst().orElseThrow().getId();
        App app = new App(realm, Realms.OTHER_MOBILE);
        String code = code(app, person());
        clients.get(client).removeOptionalClientScope(scope);
        clients.get(client).addDefaultClientScope(scope);
        try {
            HttpResponse<String> refused = app.redeem(code);
            assertEquals(400, refused.statusCode(), refused::body);
            assertEquals("invalid_scope", Rest.json(refused).get("error").asText());
            policy("offline_access", "true");
            JsonNode tokens = assertRedeemed(app.redeem(code));
            assertEquals("Offline", Rest.claims(tokens, "refresh_token").get("typ").asText());
        } finally {
            clients.get(client).removeDefaultClientScope(scope);
            clients.get(client).addOptionalClientScope(scope);
        }
    }

    @Test
    void whatIsRememberedOfASessionGoesWithTheSession() {
        forEver();
        TestUser person = person();
        String code = code(mobile(), person);
        code = next(assertRedeemed(mobile().redeem(code)));
        rows().purge();
        assertEquals(2, rows().codeSessions(person));
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        pass(Duration.ofHours(11));
        rows().purge();
        assertEquals(0, rows().codeSessions(person), "the realm's sessions live for ten hours");
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void whatIsRememberedOfASessionThatWasNotUsedGoesBeforeTheSessionsLongestTime() {
        forEver();
        TestUser person = person();
        String code = code(mobile(), person);
        code = next(assertRedeemed(mobile().redeem(code)));
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        rows().sweep();
        assertEquals(2, rows().codeSessions(person), "a session may be about to be stored");
        pass(Duration.ofHours(26));
        rows().sweep();
        assertEquals(0, rows().codeSessions(person));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void nothingIsRememberedLongerThanTheSessionMayLive() {
        TestUser person = person();
        long before = clock().now();
        Browser browser = browser();
        signIn(mobile(), browser, person);
        pass(Duration.ofMinutes(20));
        SignIn again = mobile().open(browser, "&prompt=login");
        again.tab().type("password", TestUser.PASSWORD).click("kc-login");
        mobile().exchange(again);
        assertTrue(rows().lastCodeSession(person) <= before + Duration.ofHours(10).toMillis() + 60_000);
    }

    @Test
    void attack_sessionsThatCannotBeEndedWithTheirCode_areEndedByThePurge() {
        policy("offline_access", "true");
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person), "openid offline_access"));
        String id = next(tokens).substring(0, 16);
        Rest owner = Rest.ofApp(realm, person);
        rows().without("LATCHKEY_SECRET_CODE_SESSION",
                () -> assertEquals(204, owner.delete("/realms/codes/latchkey-secret-codes/" + id).statusCode()));
        assertRefused(mobile().redeem(next(tokens)));
        assertEquals(1, rows().endedCodes(person, "REVOKED_BY_USER"), "the end itself stands");
        rows().purge();
        assertSignedOut(mobile(), tokens);
        assertEquals(0, rows().codeSessions(person));
    }

    private JsonNode assertSignedIn(App app, JsonNode tokens) {
        HttpResponse<String> refreshed = app.refresh(tokens);
        assertEquals(200, refreshed.statusCode(), refreshed::body);
        JsonNode fresh = Rest.json(refreshed);
        assertEquals(200, userinfo(fresh));
        return fresh;
    }

    private void assertSignedOut(App app, JsonNode tokens) {
        HttpResponse<String> refreshed = app.refresh(tokens);
        assertEquals(400, refreshed.statusCode(), "the refresh token is dead");
        assertEquals("invalid_grant", Rest.json(refreshed).get("error").asText());
        assertEquals(401, userinfo(tokens));
    }

    private int userinfo(JsonNode tokens) {
        return Rest.bearer(tokens.get("access_token").asText())
                .get("/realms/" + realm.getName() + "/protocol/openid-connect/userinfo").statusCode();
    }
}
