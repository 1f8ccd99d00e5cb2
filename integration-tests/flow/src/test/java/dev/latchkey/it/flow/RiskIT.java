package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.htmlunit.BrowserVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The risk of sign-ins: what it asks for, what it is made of, what is kept for it, and what an attacker changes. */
@KeycloakIntegrationTest(config = FlowServer.class)
class RiskIT extends FlowTest {

    private static final String USUAL = "198.51.100.7";
    private static final String ELSEWHERE = "203.0.113.9";

    @InjectRealm(config = Realms.Risk.class)
    ManagedRealm realm;

    @InjectRealm(ref = "risk-and-trust", config = Realms.RiskAndTrust.class)
    ManagedRealm withTrust;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void listNoNetworks() {
        list("# none");
    }

    private static void list(String text) {
        try {
            Files.writeString(FlowServer.LISTED_NETWORKS, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theFirstSignInIsMediumAndTheNextFromThereIsLow() {
        TestUser person = regular();

        EventRepresentation first = events(person).signIn();
        assertEquals("medium", first.getDetails().get("latchkey_risk_level"), first.getDetails()::toString);

        SignIn again = afterPassword(usual(), person);
        assertTrue(again.done(), again.tab()::text);
        Map<String, String> details = newest(person);
        assertEquals("low", details.get("latchkey_risk_level"), details::toString);
        assertTrue(Integer.parseInt(details.get("latchkey_risk_score")) < 50, details::toString);
    }

    @Test
    void anotherBrowserFromAnotherAddressIsAskedAndTheEventSaysWhy() {
        TestUser person = regular();

        SignIn signIn = afterPassword(elsewhere(), person);

        passCode(signIn, person);
        Map<String, String> details = newest(person);
        assertEquals("medium", details.get("latchkey_risk_level"), details::toString);
        assertTrue(details.get("latchkey_risk_reasons").contains("address"), details::toString);
        assertFalse(details.toString().contains("networks"), details::toString);
    }

    @Test
    void whatIsKeptIsHashesOfWhatTheRequestShows() {
        TestUser person = regular();

        JsonNode kept = Rest.json(Rest.ofApp(realm, person).get("/realms/" + realm.getName() + "/latchkey-risk"));

        assertTrue(kept.size() >= 6, kept::toString);
        assertFalse(kept.toString().contains(USUAL), kept::toString);
        assertFalse(kept.toString().contains("Firefox"), kept::toString);
        assertEquals(0, rows().riskValues(person, "COUNTRY"), "without a file of places there is none");
        assertEquals(0, rows().riskValues(person, "NETWORK"));
    }

    @Test
    void usersAndAdminsEraseItByTheirRoles() {
        TestUser person = regular();
        String path = "/admin/realms/" + realm.getName() + "/latchkey-risk/users/" + person.id();
        Rest viewer = withRole("view-users");
        assertEquals(401, Rest.anonymous().get(path).statusCode());
        assertEquals(403, Rest.as(realm, person()).get(path).statusCode());
        assertEquals(6, Rest.json(viewer.get(path)).size());
        assertEquals(403, viewer.delete(path).statusCode());
        Rest manager = withRole("manage-users");
        assertEquals(404, manager.delete(path.replace(person.id(), "unknown")).statusCode());
        assertEquals(204, manager.delete(path).statusCode());
        assertEquals(1, rows().riskValues(person), "the row of all sign-ins, without a weight");

        TestUser other = regular();
        String own = "/realms/" + realm.getName() + "/latchkey-risk";
        assertEquals(401, Rest.anonymous().get(own).statusCode());
        Rest app = Rest.ofApp(realm, other);
        assertEquals(204, app.delete(own).statusCode());
        assertEquals(1, rows().riskValues(other));
        passCode(afterPassword(usual(), other), other);
        assertTrue(newest(other).get("latchkey_risk_reasons").contains("erased-history"),
                () -> newest(other).toString());
    }

    @Test
    void itGoesWithTheUserAndAfterNinetyDays() {
        TestUser removed = regular();
        TestUser kept = regular();
        realm.admin().users().get(removed.id()).remove();
        assertEquals(0, rows().riskValues(removed));

        time.set((int) Duration.ofDays(91).toSeconds());
        rows().purge();
        assertEquals(0, rows().riskValues(kept));
        assertEquals(0, rows().ofRealm("LATCHKEY_RISK_REALM", realm.getId()));
    }

    @Test
    void anEvaluationCostsTwoStatements() {
        TestUser person = regular();
        long first = rows().lastRemembered(person);
        assertTrue(afterPassword(usual(), person).done());
        // in order, so that nothing is left to be written
        Eventually.holds("the next one is remembered", () -> rows().lastRemembered(person) > first);
        SignIn signIn = SignIn.open(elsewhere().tab(), realm);
        rows().watchStatements();

        signIn.password(person);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(2, rows().statementsOn("LATCHKEY_RISK_USER") + rows().statementsOn("LATCHKEY_RISK_REALM"));
        signIn.refresh();
        assertEquals(2, rows().statementsOn("LATCHKEY_RISK_USER") + rows().statementsOn("LATCHKEY_RISK_REALM"),
                "and no further request asks again");
    }

    @Test
    void whatCannotBeReadIsMediumAndNoErrorPage() {
        TestUser person = regular();
        rows().without("LATCHKEY_RISK_USER", () -> {
            SignIn signIn = afterPassword(usual(), person);
            assertTrue(signIn.asksForCode(), signIn.tab()::text);
        });
        assertTrue(afterPassword(usual(), person).done());
    }

    @Test
    void attack_brokenNetworkList_letsNoListedAddressPass() {
        TestUser person = regular();
        list(USUAL);
        assertTrue(afterPassword(usual(), person).asksForCode(), "a listed address is high");
        ServerLog log = ServerLog.fromHere();
        list("192.0.2.0/24\n<html>not found</html>");

        SignIn signIn = afterPassword(usual(), person);

        passCode(signIn, person);
        assertTrue(newest(person).get("latchkey_risk_reasons").contains("listed-address"));
        assertTrue(log.text().contains("the list before it stays in force"));
        list("# mended");
        assertTrue(afterPassword(usual(), person).done());
    }

    @Test
    void theReportCountsWhatWasEvaluatedAndWhatBecameOfIt() {
        TestUser person = regular();
        Rest admin = withRole("view-realm", "view-clients");
        JsonNode before = report(admin);
        // no other test signs in to this client
        String client = Realms.BROKER;
        passCode(SignIn.open(elsewhere().tab(), realm, client).password(person), person);
        assertTrue(SignIn.open(usual().tab(), realm, client).password(person).done());
        Eventually.holds("the counts are written", () -> clientCount(report(admin), client, "low", "signedIn") == 1);

        JsonNode report = report(admin);

        for (String what : List.of("evaluated", "signedIn", "factorPassed")) {
            assertEquals(1, clientCount(report, client, "medium", what), report::toString);
        }
        assertEquals(1, clientCount(report, client, "low", "evaluated"), report::toString);
        assertEquals(0, clientCount(report, client, "low", "factorPassed"), report::toString);
        assertTrue(asked(report) > asked(before), report::toString);
        assertFalse(report.toString().contains(person.id()), report::toString);
        HttpResponse<String> page = admin.get(reportPath() + "/page");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("Risk of sign-ins in the last 30 days"), page.body());
        assertTrue(page.body().contains(client), page.body());
        assertTrue(page.headers().firstValue("Content-Security-Policy").orElse("").contains("default-src 'none'"));
        assertEquals(400, admin.get(reportPath() + "/page?locale=xx").statusCode());

        JsonNode nameless = report(withRole("view-realm"));
        assertFalse(nameless.toString().contains(client), nameless::toString);
        assertEquals(asked(report), asked(nameless));
    }

    @Test
    void attack_reportWithoutThePermission_isRefused() {
        for (String path : List.of(reportPath(), reportPath() + "/page")) {
            assertEquals(401, Rest.anonymous().get(path).statusCode());
            assertEquals(403, Rest.as(realm, person()).get(path).statusCode());
            assertEquals(403, withRole("view-users").get(path).statusCode());
        }
    }

    @Test
    void attack_reportOfOneRealm_countsNothingOfAnother() {
        Rest ofThis = withRole("view-realm", "view-clients");
        String ofOther = "/admin/realms/" + withTrust.getName() + "/latchkey-risk/report";
        Rest ofAll = Rest.admin();
        TestUser person = person(withTrust, user -> user);
        SignIn signIn = SignIn.open(usual().tab(), withTrust, Realms.RiskAndTrust.ONLY_HERE).password(person);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        Eventually.holds("the counts are written", () -> clientCount(Rest.json(ofAll.get(ofOther)),
                Realms.RiskAndTrust.ONLY_HERE, "medium", "signedIn") == 1);

        JsonNode clients = report(ofThis).get("clients");

        assertFalse(clients.toString().contains(Realms.RiskAndTrust.ONLY_HERE), clients::toString);
        assertEquals(0, clientCount(report(ofThis), "", "medium", "evaluated"), "nor as a client without a name");
        int status = ofThis.get(ofOther).statusCode();
        assertTrue(status == 403 || status == 404, () -> "status " + status);
    }

    @Test
    void attack_historyErasedWithAnOldSignIn_isRefused() {
        TestUser person = regular();
        int before = rows().riskValues(person);
        Rest app = Rest.ofApp(realm, person);
        time.set((int) Duration.ofMinutes(6).toSeconds());

        HttpResponse<String> refused = app.delete("/realms/" + realm.getName() + "/latchkey-risk");

        assertEquals(401, refused.statusCode());
        assertTrue(refused.headers().firstValue("WWW-Authenticate").orElse("").contains("max_age=\"300\""),
                () -> refused.headers().map().toString());
        assertEquals(before, rows().riskValues(person));
    }

    @Test
    void attack_historyErasedAfterAnotherClientsSignIn_isRefused() {
        TestUser person = regular();
        Browser browser = usual();
        SignIn signIn = SignIn.open(browser.tab(), realm).password(person);
        assertTrue(signIn.done(), signIn.tab()::text);
        Rest app = Rest.bearer(new App(realm, Realms.APP).exchange(signIn).get("access_token").asText());
        String own = "/realms/" + realm.getName() + "/latchkey-risk";
        time.set((int) Duration.ofMinutes(6).toSeconds());
        SignIn ofOther = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, "&prompt=login");
        ofOther.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(ofOther.done(), ofOther.tab()::text);
        Rest other = Rest.bearer(new App(realm, Realms.OTHER_APP).exchange(ofOther).get("access_token").asText());
        int before = rows().riskValues(person);

        HttpResponse<String> refused = app.delete(own);

        assertEquals(401, refused.statusCode(), refused::body);
        assertEquals(before, rows().riskValues(person));
        assertEquals(204, other.delete(own).statusCode(), "the one that the user has just signed in to");
    }

    /** A refresh token that a thief has got before the user signs in to the same app again. */
    @Test
    void attack_historyErasedByARefreshedToken_isRefused() {
        TestUser person = regular();
        SignIn signIn = SignIn.open(usual().tab(), realm).password(person);
        assertTrue(signIn.done(), signIn.tab()::text);
        App app = new App(realm, Realms.APP);
        JsonNode tokens = app.exchange(signIn);
        String refreshed = Rest.json(app.refresh(tokens)).get("access_token").asText();
        String own = "/realms/" + realm.getName() + "/latchkey-risk";
        assertEquals(200, Rest.bearer(refreshed).get(own).statusCode());
        assertEquals(401, Rest.bearer(refreshed).delete(own).statusCode());
        assertEquals(204, Rest.bearer(tokens.get("access_token").asText()).delete(own).statusCode());
    }

    @Test
    void attack_historyErasedByAnImpersonatingAdmin_isRefused() {
        TestUser person = regular();
        int before = rows().riskValues(person);
        Browser admin = browser();
        admin.impersonate(realm, person);
        SignIn silent = SignIn.open(admin.tab(), realm);
        assertTrue(silent.done(), silent.tab()::text);
        Rest app = Rest.bearer(new App(realm, Realms.APP).exchange(silent).get("access_token").asText());
        String own = "/realms/" + realm.getName() + "/latchkey-risk";
        assertEquals(200, app.get(own).statusCode());

        HttpResponse<String> refused = app.delete(own);

        assertEquals(401, refused.statusCode(), refused::body);
        assertEquals(before, rows().riskValues(person));
    }

    @Test
    void attack_copiedDeviceSecret_raisesTheRiskOfTheNextSignIn() {
        TestUser person = person(withTrust, user -> user);
        Browser browser = usual();
        SignIn first = SignIn.open(browser.tab(), withTrust).password(person);
        assertTrue(first.codeAndTrust(newestCode(person, first.reference())).done(), first.tab()::text);
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);
        Browser thief = usual();
        thief.copyCookies(browser.endSession());
        for (int i = 0; i < 2; i++) {
            assertTrue(SignIn.open(browser.endSession().tab(), withTrust).password(person).done());
        }
        time.set(120);
        assertFalse(SignIn.open(thief.endSession().tab(), withTrust).password(person).done());
        Eventually.holds("the replay is noted", () -> rows().riskValues(person, "REPLAY") == 1);

        SignIn next = SignIn.open(usual().tab(), withTrust).password(person);

        assertTrue(next.code(newestCode(person, next.reference())).done(), next.tab()::text);
        Map<String, String> details = newest(withTrust, person);
        assertTrue(details.get("latchkey_risk_reasons").contains("secret-replayed"), details::toString);
        assertEquals(204, Rest.admin().delete("/admin/realms/" + withTrust.getName() + "/latchkey-risk/users/"
                + person.id()).statusCode());
        assertEquals(1, rows().riskValues(person, "REPLAY"), "an erased history tells of it, too");
    }

    @Test
    void attack_numberSetLately_isAChangedCredential_andADeviceOrCodeIsNone() {
        TestUser person = regular();
        time.set((int) Duration.ofHours(2).toSeconds());
        server.run(Planting.entry(realm.getName(), person.id(), "latchkey-trusted-device"));
        server.run(Planting.entry(realm.getName(), person.id(), "latchkey-secret-code"));
        assertFalse(reasonsElsewhere(person).contains("credential-changed"));

        server.run(Planting.entry(realm.getName(), person.id(), "latchkey-phone"));

        assertTrue(reasonsElsewhere(person).contains("credential-changed"));
    }

    @Test
    void attack_emailChangedByAThief_raisesTheRiskOfTheNextSignIns() {
        realm.admin().flows().getRequiredActions().stream().filter(known -> known.getAlias().equals("UPDATE_EMAIL"))
                .forEach(known -> {
                    known.setEnabled(true);
                    realm.admin().flows().updateRequiredAction("UPDATE_EMAIL", known);
                    realm.cleanup().add(ended -> {
                        known.setEnabled(false);
                        ended.flows().updateRequiredAction("UPDATE_EMAIL", known);
                    });
                });
        TestUser person = regular();
        String address = "moved" + NUMBER.incrementAndGet() + "@mail.example";
        Tab tab = SignIn.open(usual().tab(), realm, Realms.APP, "&kc_action=UPDATE_EMAIL").password(person).tab();
        tab.type("email", address).submit("kc-update-email-form");
        assertEquals(address, realm.admin().users().get(person.id()).toRepresentation().getEmail());
        Eventually.holds("the change is noted", () -> rows().riskValues(person, "EMAIL_CHANGE") == 1);

        TestUser moved = new TestUser(person.id(), person.username(), address);
        assertTrue(reasonsElsewhere(moved).contains("email-changed"));
    }

    /** A client may ask for the consent, and for a required action: both end the sign-in by a request of its own. */
    @Test
    void attack_consentOrActionThatEndsTheSignIn_doesNotKeepTheRiskOutOfTheEvents() {
        TestUser person = regular();
        SignIn consent = SignIn.open(usual().tab(), realm, Realms.Risk.WITH_CONSENT).password(person);
        consent.tab().click("kc-login");
        assertTrue(consent.done(), consent.tab()::text);
        assertEquals(1, recorded(person), () -> events(person).all().toString());

        SignIn action = SignIn.open(elsewhere().tab(), realm, Realms.APP, "&kc_action=UPDATE_PROFILE")
                .password(person);
        assertTrue(action.asksForCode(), action.tab()::text);
        action.code(newestCode(person, action.reference())).tab().submit("kc-update-profile-form");
        assertTrue(action.done(), action.tab()::text);

        assertEquals(2, recorded(person), () -> events(person).all().toString());
        assertTrue(events(person).all().stream().filter(RiskIT::isRecord)
                .map(EventRepresentation::getDetails)
                .anyMatch(details -> "medium".equals(details.get("latchkey_risk_level"))
                        && details.get("latchkey_risk_reasons").contains("address")));
    }

    private long recorded(TestUser person) {
        return events(person).all().stream().filter(RiskIT::isRecord).count();
    }

    private static boolean isRecord(EventRepresentation event) {
        return "risk_recorded".equals(event.getDetails().get("latchkey_step"));
    }

    @Test
    void aSignInFromANewCountryIsToldToTheUserAndAnImpossibleWayRaisesTheRisk() {
        TestUser person = person();
        passCode(afterPassword(browser().fromBehindProxy(FlowServer.GERMAN), person), person);
        remembered(person);
        assertEquals(1, rows().riskValues(person, "COUNTRY"));

        passCode(afterPassword(browser().fromBehindProxy(FlowServer.NEW_ZEALAND), person), person);

        String reasons = newest(person).get("latchkey_risk_reasons");
        assertTrue(reasons.contains("new-country"), reasons);
        assertTrue(reasons.contains("impossible-travel"), reasons);
        Eventually.holds("the notice", () -> mails(person).stream()
                .anyMatch(mail -> mail.subject().contains("new country")));
    }

    @Test
    void attack_addressThatNoFileKnows_hidesNoNewCountry() {
        TestUser person = person();
        passCode(afterPassword(browser().fromBehindProxy(FlowServer.GERMAN), person), person);
        remembered(person);
        for (int i = 0; i < 3; i++) {
            long before = rows().lastRemembered(person);
            assertTrue(afterPassword(browser().fromBehindProxy(FlowServer.GERMAN), person).done());
            Eventually.holds("it is remembered", () -> rows().lastRemembered(person) > before);
        }

        SignIn signIn = afterPassword(browser().fromBehindProxy(ELSEWHERE), person);

        passCode(signIn, person);
        assertTrue(newest(person).get("latchkey_risk_reasons").contains("unknown-place"),
                () -> newest(person).toString());
    }

    @Test
    void attack_stolenTrustedDeviceFromAnotherCountry_isAskedForTheFactor() {
        TestUser person = person(withTrust, user -> user);
        Browser browser = browser().fromBehindProxy(FlowServer.GERMAN);
        SignIn first = SignIn.open(browser.tab(), withTrust).password(person);
        assertTrue(first.codeAndTrust(newestCode(person, first.reference())).done(), first.tab()::text);
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);
        assertTrue(SignIn.open(browser.endSession().tab(), withTrust).password(person).done());
        Browser thief = browser(BrowserVersion.CHROME).fromBehindProxy(FlowServer.NEW_ZEALAND);
        thief.copyCookies(browser.endSession());

        SignIn stolen = SignIn.open(thief.tab(), withTrust).password(person);

        assertTrue(stolen.asksForCode(), stolen.tab()::text);
    }

    /** Single sign-on, a silent request and a refresh are no sign-ins: they neither count nor are evaluated. */
    @Test
    void attack_silentSignInsAndRefreshes_makeNothingUsual() {
        TestUser person = person();
        Browser browser = usual();
        SignIn first = afterPassword(browser, person);
        passCode(first, person);
        remembered(person);
        JsonNode tokens = new App(realm, Realms.APP).exchange(first);
        long before = rows().lastRemembered(person);
        Browser thief = elsewhere();
        thief.copyCookies(browser);
        for (String more : List.of("&prompt=none", "")) {
            assertTrue(SignIn.open(thief.tab(), realm, Realms.APP, more).done(), more);
        }
        assertEquals(200, new App(realm, Realms.APP).refresh(tokens).statusCode());

        settled();

        assertEquals(before, rows().lastRemembered(person));
        assertEquals(0, recorded(person));
        passCode(afterPassword(elsewhere(), person), person);
    }

    @Test
    void attack_lowRiskOfOneAccount_isNotThatOfAnotherInTheSameTab() {
        TestUser usual = regular();
        TestUser other = person();
        SignIn signIn = SignIn.open(usual().tab(), realm, Realms.Risk.WITH_CONSENT).password(usual);
        assertFalse(signIn.done(), "the consent is asked for");

        SignIn next = SignIn.open(signIn.tab(), realm).password(other);

        assertTrue(next.asksForCode(), next.tab()::text);
        passCode(next, other);
        assertTrue(newest(other).get("latchkey_risk_reasons").contains("young-account"),
                () -> newest(other).toString());
    }

    private String reasonsElsewhere(TestUser person) {
        SignIn signIn = afterPassword(elsewhere(), person);
        if (!signIn.done()) {
            passCode(signIn, person);
        }
        return String.valueOf(newest(person).get("latchkey_risk_reasons"));
    }

    private String reportPath() {
        return "/admin/realms/" + realm.getName() + "/latchkey-risk/report";
    }

    private JsonNode report(Rest admin) {
        return Rest.json(admin.get(reportPath()));
    }

    private static long asked(JsonNode report) {
        return report.get("thresholds").get(0).get("asked").asLong();
    }

    private static long clientCount(JsonNode report, String client, String level, String what) {
        for (JsonNode of : report.get("clients")) {
            if (of.get("client").asText().equals(client)) {
                return count(of, level, what);
            }
        }
        return 0;
    }

    private static long count(JsonNode counted, String level, String what) {
        for (JsonNode of : counted.get("levels")) {
            if (of.get("level").asText().equals(level)) {
                return of.get(what).asLong();
            }
        }
        return -1;
    }

    @Test
    void thePasswordGrantIsEvaluatedAndRefusedFromAListedNetwork() {
        TestUser person = person();
        assertEquals(200, grant(person).statusCode());
        assertEquals("medium", newest(person).get("latchkey_risk_level"));
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);

        list("127.0.0.0/8\n::1");
        realm.updateWithCleanup(update -> update.attribute("latchkey.risk.medium", "1")
                .attribute("latchkey.risk.high", "2"));
        HttpResponse<String> refused = grant(person);
        assertTrue(refused.statusCode() >= 400 && refused.statusCode() < 500, refused::body);
    }

    @Test
    void aRefusalAtAHighRiskIsToldToTheOwnerOnceThePasswordWasRight() {
        TestUser person = person();
        ServerLog log = ServerLog.fromHere();
        assertEquals(200, grant(person).statusCode());
        list("127.0.0.0/8\n::1");
        HttpResponse<String> wrong = Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/token",
                Rest.encode(Map.of("grant_type", "password", "client_id", Realms.DIRECT_APP, "username",
                        person.username(), "password", "wrong")), Map.of());
        assertEquals(400, wrong.statusCode(), wrong::body);
        assertEquals(0, refusalsTold(person));

        HttpResponse<String> refused = grant(person);

        assertTrue(refused.statusCode() >= 400 && refused.statusCode() < 500, refused::body);
        Eventually.holds(() -> "the notice: " + refusalsTold(person) + " after " + refused.body() + log.warnings(),
                () -> refusalsTold(person) == 1);
    }

    /** Any page can have a browser ask for a silent sign-on, as often as it likes. */
    @Test
    void attack_silentSignOnThatIsRefusedAsRisky_mailsNothing() {
        realm.updateWithCleanup(update -> update.browserFlow(Realms.Risk.EVERYWHERE));
        TestUser person = person();
        TestUser another = person();
        Browser browser = usual();
        assertTrue(afterPassword(browser, person).done());
        assertEquals(200, grant(another).statusCode());
        remembered(person);
        list(USUAL + "/32\n127.0.0.0/8\n::1");

        SignIn silent = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=none");

        assertFalse(silent.tab().location().toString().contains("code="), silent.tab().location()::toString);
        grant(another);
        Eventually.holds("the notice of another", () -> refusalsTold(another) == 1);
        assertEquals(0, refusalsTold(person));
    }

    private long refusalsTold(TestUser person) {
        return mails(person).stream().filter(mail -> mail.subject().startsWith("Sign-in refused")).count();
    }

    @Test
    void attack_historyPoisonedByFailuresFromTheAttackersNetwork_changesNoRowAndIsStillAsked() {
        TestUser person = regular();
        int before = rows().riskValues(person);
        int ofRealm = rows().ofRealm("LATCHKEY_RISK_REALM", realm.getId());
        Browser attacker = elsewhere();
        for (int i = 0; i < 3; i++) {
            SignIn.open(attacker.tab(), realm).password(person.username(), "wrong");
        }
        for (int i = 0; i < 3; i++) {
            assertTrue(afterPassword(elsewhere(), person).asksForCode(), "the password alone is not enough");
        }
        settled();
        assertEquals(before, rows().riskValues(person));
        assertEquals(ofRealm, rows().ofRealm("LATCHKEY_RISK_REALM", realm.getId()));
        SignIn signIn = afterPassword(elsewhere(), person);
        passCode(signIn, person);
        assertTrue(newest(person).get("latchkey_risk_reasons").contains("failures-before"),
                () -> newest(person).toString());
    }

    @Test
    void attack_manySignInsFromAnAttackersNetwork_makeItNoLessRiskyForAnother() {
        TestUser victim = regular();
        SignIn before = afterPassword(elsewhere(), victim);
        passCode(before, victim);
        int score = Integer.parseInt(newest(victim).get("latchkey_risk_score"));
        TestUser other = regular();
        TestUser attacker = person();
        passCode(afterPassword(elsewhere(), attacker), attacker);
        for (int i = 0; i < 5; i++) {
            remembered(attacker);
            afterPassword(elsewhere(), attacker);
        }

        passCode(afterPassword(elsewhere(), other), other);

        Map<String, String> details = newest(other);
        assertFalse("low".equals(details.get("latchkey_risk_level")), details::toString);
        assertTrue(Integer.parseInt(details.get("latchkey_risk_score")) >= score, details + " after " + score);
    }

    @Test
    void attack_stolenTrustedDeviceFromElsewhere_isAskedForTheFactor() {
        TestUser person = person(withTrust, user -> user);
        Browser browser = usual();
        SignIn first = SignIn.open(browser.tab(), withTrust).password(person);
        assertTrue(first.codeAndTrust(newestCode(person, first.reference())).done(), first.tab()::text);
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);
        SignIn trusted = SignIn.open(browser.endSession().tab(), withTrust).password(person);
        assertTrue(trusted.done(), trusted.tab()::text);

        list(ELSEWHERE + "/32");
        Browser thief = browser().fromBehindProxy(ELSEWHERE);
        thief.copyCookies(browser.endSession());
        SignIn stolen = SignIn.open(thief.tab(), withTrust).password(person);

        assertFalse(stolen.done(), "a trusted device does not outweigh a high risk");
        assertTrue(stolen.asksForCode(), stolen.tab()::text);
        SignIn owner = SignIn.open(browser.tab(), withTrust).password(person);
        assertTrue(owner.done(), owner.tab()::text);
    }

    @Test
    void attack_headersLeftOut_makeNoSignInMoreUsual() {
        assertTrue(scoreFromElsewhere("") >= scoreFromElsewhere("Odd/1"));
    }

    private int scoreFromElsewhere(String agent) {
        TestUser person = regular();
        SignIn signIn = afterPassword(browser().fromBehindProxy(ELSEWHERE).withHeader("User-Agent", agent), person);
        passCode(signIn, person);
        return Integer.parseInt(newest(person).get("latchkey_risk_score"));
    }

    /** The direct grant of this realm asks for no code. */
    @Test
    void attack_passwordGrantsOfAThief_makeHimNoUsualUser() {
        TestUser person = regular();
        int before = rows().riskValues(person);
        long first = rows().lastRemembered(person);
        Rest.ofApp(realm, person);

        assertTrue(afterPassword(usual(), person).done());

        // in order, so that nothing is left to be written
        Eventually.holds("the next one is remembered", () -> rows().lastRemembered(person) > first);
        assertEquals(before, rows().riskValues(person));
    }

    @Test
    void attack_floodDoesNotGrowTheTables() {
        TestUser person = regular();
        int before = rows().riskValues(person);
        int ofRealm = rows().ofRealm("LATCHKEY_RISK_REALM", realm.getId());
        for (int i = 1; i <= 20; i++) {
            Browser flood = browser().fromBehindProxy("192.0.2." + i).withHeader("User-Agent", "Flood/" + i);
            SignIn.open(flood.tab(), realm).password("unknown" + i, "wrong");
            SignIn.open(flood.tab(), realm).password(person.username(), i % 10 == 0 ? TestUser.PASSWORD : "wrong");
        }
        settled();
        assertEquals(before, rows().riskValues(person));
        assertEquals(ofRealm, rows().ofRealm("LATCHKEY_RISK_REALM", realm.getId()));
    }

    /** A user who has signed in once, as usual. */
    private TestUser regular() {
        TestUser person = person();
        passCode(afterPassword(usual(), person), person);
        remembered(person);
        return person;
    }

    private void remembered(TestUser person) {
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);
    }

    /** Waits until the server has remembered all sign-ins so far: it does so in order. */
    private void settled() {
        regular();
    }

    private Browser usual() {
        return browser().fromBehindProxy(USUAL);
    }

    private Browser elsewhere() {
        return browser(BrowserVersion.CHROME).fromBehindProxy(ELSEWHERE);
    }

    private void passCode(SignIn signIn, TestUser person) {
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
    }

    private Map<String, String> newest(TestUser person) {
        return newest(realm, person);
    }

    private static Map<String, String> newest(ManagedRealm of, TestUser person) {
        return new EventLog(of, person).all().stream().filter(event -> event.getType().equals("LOGIN"))
                .reduce((one, other) -> one.getTime() >= other.getTime() ? one : other).orElseThrow().getDetails();
    }

    private HttpResponse<String> grant(TestUser person) {
        return Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/token", Rest.encode(Map.of(
                "grant_type", "password", "client_id", Realms.DIRECT_APP, "username", person.username(),
                "password", TestUser.PASSWORD)), Map.of());
    }
}
