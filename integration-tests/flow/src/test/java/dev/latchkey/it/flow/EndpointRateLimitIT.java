package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** The limit at Keycloak's own sign-in and token endpoints, set low by the realm's attribute. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class EndpointRateLimitIT extends FlowTest {

    private static final int LIMIT = 8;
    private static final int FLOOD = 10_000;

    @InjectRealm(config = Realms.Rates.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_floodOfSignInPages_isBlockedForFifteenMinutesAndNotLonger() {
        limit(LIMIT);
        Tab tab = browser().tab();
        for (int request = 1; request <= LIMIT; request++) {
            assertTrue(SignIn.open(tab, realm).asksForPassword(), "request " + request);
        }

        SignIn.open(tab, realm);
        Tab again = SignIn.open(browser().tab(), realm).tab();

        assertEquals(429, again.status());
        assertEquals(429, tab.status());
        assertEquals("900", tab.header("Retry-After").orElse(""));
        assertEquals("\"endpoint\";r=0;t=900", tab.header("RateLimit").orElse(""));
        assertTrue(tab.text().contains("Too many requests. Try again in 900 seconds."), tab::text);
        assertEquals(1, blocks(), "one event, however many are refused");
        assertEquals("nosniff", tab.header("X-Content-Type-Options").orElse(""));
        time.set(880);
        assertEquals(429, SignIn.open(tab, realm).tab().status());
        time.set(960);
        for (int request = 1; request <= LIMIT; request++) {
            assertTrue(SignIn.open(tab, realm).asksForPassword(), "request " + request);
        }
    }

    @Test
    void theRefusalSpeaksTheClientsLanguage() {
        limit(1);
        Tab tab = browser().withHeader("Accept-Language", "de").tab();
        SignIn.open(tab, realm);
        assertTrue(SignIn.open(tab, realm).tab().text().contains("Zu viele Anfragen"), tab::text);
    }

    @Test
    void attack_floodAtTheTokenEndpoint_isRefusedInItsOwnWords() {
        limit(LIMIT);
        TokenClient app = app();
        for (int guess = 1; guess <= LIMIT; guess++) {
            assertTrue(app.password("unknown", "guess" + guess, "openid").error().startsWith("invalid_grant"));
        }

        TokenClient.Grant refused = app.password("unknown", "guess", "openid");

        HttpResponse<String> response = refused.response();
        assertEquals(429, response.statusCode());
        assertEquals("temporarily_unavailable: Too many requests", refused.error());
        assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
        assertEquals("900", response.headers().firstValue("Retry-After").orElse(""));
        assertEquals("\"endpoint\";r=0;t=900", response.headers().firstValue("RateLimit").orElse(""));
    }

    @Test
    void consolesOfThoseWhoHaveSignedInGoOnWhileTheirAddressIsBlocked() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
        Rest account = Rest.ofApp(realm, person);
        limit(2);
        for (int request = 1; request <= 2; request++) {
            assertTrue(SignIn.open(browser().tab(), realm).asksForPassword(), "request " + request);
        }
        assertEquals(429, SignIn.open(browser().tab(), realm).tab().status());

        assertTrue(SignIn.open(browser.tab(), realm).done(), "single sign-on");
        assertEquals(200, account.getJson("/realms/" + realm.getName() + "/account").statusCode());
        assertEquals(200, Rest.admin().get("/admin/realms/" + realm.getName()).statusCode());
        assertEquals(200, Rest.anonymous().get("/realms/" + realm.getName() + "/account/").statusCode());
        assertEquals(200, Rest.anonymous()
                .get("/realms/" + realm.getName() + "/protocol/openid-connect/certs").statusCode());
    }

    @Test
    void attack_aSessionIsNoWayAroundTheLimit() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
        limit(3);
        for (int request = 1; request <= 3; request++) {
            assertTrue(SignIn.open(browser.tab(), realm).done(), "request " + request);
        }
        assertEquals(429, SignIn.open(browser.tab(), realm).tab().status());
    }

    @Test
    void attack_manySessionsOfOneUser_areOneLimit() {
        TestUser person = person();
        List<Browser> browsers = List.of(signedIn(person), signedIn(person));
        limit(3);
        for (int request = 0; request < 3; request++) {
            assertTrue(SignIn.open(browsers.get(request % 2).tab(), realm).done(), "request " + request);
        }
        browsers.forEach(browser -> assertEquals(429, SignIn.open(browser.tab(), realm).tab().status()));
    }

    /** A copy of a cookie from before a logout; its user has signed in again since. */
    @Test
    void attack_cookieOfASessionThatIsOver_usesUpNoRequestOfItsUser() {
        TestUser person = person();
        Browser owner = signedIn(person);
        String old = signedIn(person).sessionCookie();
        realm.admin().deleteSession(sessionOf(old), false);
        limit(LIMIT);
        String page = "/realms/" + realm.getName() + "/protocol/openid-connect/auth?client_id=" + Realms.APP;
        int refused = 0;
        for (int request = 0; request < 2 * LIMIT; request++) {
            refused += Rest.send("GET", page, "", Map.of("Cookie", old)).statusCode() == 429 ? 1 : 0;
        }
        assertEquals(LIMIT, refused, "it counts for its address");
        assertTrue(SignIn.open(owner.tab(), realm).done(), "the user goes on");
    }

    private static String sessionOf(String identityCookie) {
        return TokenClient.Grant.claims(identityCookie.substring(identityCookie.indexOf('=') + 1)).get("sid").asText();
    }

    @Test
    void attack_theCookieOfASession_isNoWayAroundTheLimitOfTokens() {
        String cookie = signedIn(person()).sessionCookie();
        limit(2);
        for (int request = 1; request <= 2; request++) {
            assertTrue(SignIn.open(browser().tab(), realm).asksForPassword(), "request " + request);
        }
        assertEquals(429, Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/token",
                Rest.encode(Map.of("grant_type", "password", "client_id", Realms.DIRECT_APP, "username", "unknown",
                        "password", "guess")), Map.of("Cookie", cookie)).statusCode());
    }

    @Test
    void pagesResourcesAreNeitherCountedNorBlocked() {
        limit(1);
        Tab tab = browser().tab();
        String script = SignIn.open(tab, realm).tab().source()
                .replaceAll("(?s).*?\"(/resources/[^\"]+\\.css)\".*", "$1");
        for (int load = 0; load < 3; load++) {
            assertEquals(200, Rest.anonymous().get(script).statusCode());
        }
        assertEquals(429, SignIn.open(tab, realm).tab().status());
        assertEquals(200, Rest.anonymous().get(script).statusCode());
    }

    @Test
    void attack_forwardedHeaderSpoofingDoesNotChangeWhoIsBlocked() {
        limit(2);
        for (int request = 1; request <= 2; request++) {
            assertTrue(SignIn.open(spoofing("198.51.100." + request).tab(), realm).asksForPassword());
        }
        assertEquals(429, SignIn.open(spoofing("198.51.100.3").tab(), realm).tab().status());
    }

    @Test
    void otherAddressesAndOtherRealmsGoOn() {
        limit(1);
        assertTrue(SignIn.open(browser().tab(), realm).asksForPassword());
        assertEquals(429, SignIn.open(browser().tab(), realm).tab().status());
        assertTrue(SignIn.open(browser().from("127.0.0.2").tab(), realm).asksForPassword());
        assertTrue(Rest.admin().get("/admin/realms").statusCode() == 200, "the master realm has no limit");
    }

    @Test
    void withoutTheSettingNoClientIsLimited() {
        Tab tab = browser().tab();
        for (int request = 1; request <= 120; request++) {
            assertTrue(SignIn.open(tab, realm).asksForPassword(), "request " + request);
        }
    }

    @Test
    void aFortiethOfALargeLimitCostsNoStatement() {
        limit(600);
        Tab tab = browser().tab();
        for (int request = 1; request <= 2; request++) {
            assertTrue(SignIn.open(tab, realm).asksForPassword(), "request " + request);
        }
        Cost cost = Cost.of(rows());
        for (int request = 3; request <= 2 + 14; request++) {
            assertTrue(SignIn.open(tab, realm).asksForPassword(), "request " + request);
        }
        cost.is("request at a limited endpoint, of many", 0, 0);
        cost = Cost.of(rows());
        assertTrue(SignIn.open(tab, realm).asksForPassword());
        cost.is("request at a limited endpoint that takes more in advance", 2, 1);
    }

    @Test
    void attack_floodBeyondALargeLimit_isRefusedAtTheLimit() {
        limit(200);
        TokenClient app = app();
        long admitted = Burst.of(400, 8, i -> app.password("unknown", "guess", "openid")).stream()
                .filter(grant -> grant.response().statusCode() != 429).count();
        assertEquals(200, admitted);
        long blocks = blocks();
        assertTrue(blocks >= 1 && blocks <= 8, blocks + " events, of requests that were under way");
    }

    @Test
    void attack_floodOfTenThousand_costsTheDatabaseFewerThanAHundredStatementsOfOurs() {
        limit(LIMIT);
        TokenClient app = app();
        rows().watchStatements();

        long refused = Burst.of(FLOOD, 8, i -> app.password("unknown", "guess", "openid")).stream()
                .filter(grant -> grant.response().statusCode() == 429).count();

        int statements = rows().statementsOn("LATCHKEY_");
        System.out.printf("A flood of %d, %d refused: %d statements%n", FLOOD, refused, statements);
        assertEquals(FLOOD - LIMIT, refused);
        assertTrue(statements < 100, statements + " statements");
    }

    @Test
    void attack_floodOfTenThousandSignInPages_costsTheDatabaseFewerThanAHundredStatementsOfOurs() {
        limit(LIMIT);
        try (ManyClients clients = new ManyClients(realm)) {
            Visitor visitor = clients.at("203.0.113.1");
            for (int request = 0; request <= LIMIT; request++) {
                visitor.signInPage();
            }
            rows().watchStatements();

            ManyClients.Answers answers = clients.each(FLOOD, request -> visitor.signInPage());

            int statements = rows().statementsOn("LATCHKEY_");
            System.out.printf("A flood of %d refused pages in %s: %d statements%n", FLOOD, answers.took(), statements);
            assertEquals(FLOOD, answers.refused("endpoint").size());
            assertTrue(answers.pages().stream()
                    .allMatch(page -> page.text().contains("Too many requests. Try again in")));
            assertTrue(statements < 100, statements + " statements");
        }
    }

    @Test
    void attack_databaseDown_leavesKeycloaksOwnEndpointsToKeycloak() {
        limit(1);
        TestUser person = person();
        rows().without("LATCHKEY_RATE_LIMIT", () -> {
            for (int request = 0; request < 3; request++) {
                assertTrue(SignIn.open(browser().tab(), realm).asksForPassword());
                assertTrue(app().password(person.username(), TestUser.PASSWORD, "openid").given());
            }
        });
    }

    private Browser signedIn(TestUser person) {
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        return browser;
    }

    private long blocks() {
        return realm.admin().getEvents(List.of("LOGIN_ERROR"), null, null, null, null, null, 0, 100).stream()
                .filter(event -> "address_blocked".equals(event.getDetails().get("latchkey_step"))
                        && "127.0.0.1".equals(event.getIpAddress())).count();
    }

    private void limit(int count) {
        realm.updateWithCleanup(update ->
                update.attribute("latchkey.limits.endpoint-ip-five-minutes", String.valueOf(count)));
    }

    private TokenClient app() {
        return TokenClient.of(FlowServer.BASE, realm.getName(), Realms.DIRECT_APP);
    }

    private Browser spoofing(String address) {
        return browser().withHeader("X-Forwarded-For", address).withHeader("X-Real-IP", address)
                .withHeader("Forwarded", "for=" + address).withHeader("Client-IP", address);
    }
}
