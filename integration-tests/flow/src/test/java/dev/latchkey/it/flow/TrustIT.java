package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.htmlunit.BrowserVersion;
import org.htmlunit.util.Cookie;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Trusted devices: which sign-ins ask for the code and which do not, for each user, browser and realm. */
@KeycloakIntegrationTest(config = FlowServer.class)
class TrustIT extends TrustTest {

    private static final String SECRET = "aSecretOfTwentyBytes";
    private static final List<String> RECOVERY_CODES = List.of("AAAABBBBCCCC", "DDDDEEEEFFFF");

    @InjectRealm(ref = "too", config = Realms.TrustToo.class)
    ManagedRealm other;

    @InjectRealm(ref = "without-factor", config = Realms.TrustWithoutFactor.class)
    ManagedRealm withoutFactor;

    @Test
    void theFactorIsAskedOnceAndThenOnlyOnOtherBrowsers() {
        TestUser person = person();
        Browser browser = trusted(person);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        assertAsked(browser(), person);
    }

    @Test
    void whoDoesNotTickTheBoxIsAskedAgain() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.offersTrust());
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(person));
        assertAsked(browser, person);
    }

    @Test
    void theCookieIsOpaqueAndOutOfReachOfScripts() {
        TestUser person = person();
        Browser browser = trusted(person);
        Cookie cookie = browser.devices().get(0);
        assertTrue(cookie.getName().matches("latchkey_device_[0-9a-f]{16}"), cookie.getName());
        assertTrue(cookie.getValue().matches("[A-Za-z0-9_-]{22}\\.1\\.[A-Za-z0-9_-]{27}"));
        assertTrue(cookie.isHttpOnly());
        assertEquals("/", cookie.getPath());
        assertEquals("lax", cookie.getSameSite().toLowerCase(Locale.ROOT));
        assertFalse(cookie.getValue().contains(person.id()));
    }

    @Test
    void overHttpsTheCookieBelongsToThisHostAlone() {
        TestUser person = person();
        Browser browser = browser().fromBehindProxy("192.0.2.7");
        SignIn signIn = afterPassword(browser, person);
        browser.withHeader("X-Forwarded-Proto", "https");
        assertTrue(signIn.codeAndTrust(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        Cookie cookie = browser.devices().get(0);
        assertTrue(cookie.getName().matches("__Host-latchkey_device_[0-9a-f]{16}"), cookie.getName());
        assertTrue(cookie.isSecure());
        assertEquals("/", cookie.getPath());
        assertTrue(cookie.isHttpOnly());
    }

    @Test
    void attack_duplicatedCookie_isNoAlarm() {
        TestUser person = person();
        Browser browser = trusted(person);
        String genuine = browser.deviceSecret();
        browser.presentToo(genuine.substring(0, 22) + ".1." + "A".repeat(27));
        assertNotAsked(browser, person);
        assertEquals(1, rows().trusted(person));
        assertEquals(0, events(person).count("REMOVE_CREDENTIAL"));
    }

    @Test
    void everyUseMovesTheDeviceOn() {
        TestUser person = person();
        Browser browser = trusted(person);
        String first = browser.deviceSecret();
        assertNotAsked(browser, person);
        assertFalse(browser.deviceSecret().equals(first));
        assertEquals(first.substring(0, 23) + "2.", browser.deviceSecret().substring(0, 25));
    }

    @Test
    void attack_twoUsersInOneBrowser_areIndependent() {
        TestUser one = person();
        TestUser other = person();
        Browser browser = trusted(one);
        assertAsked(browser, other);
        trust(browser, other);
        assertNotAsked(browser, one);
        assertNotAsked(browser, other);
        assertEquals(2, browser.devices().size());
    }

    @Test
    void attack_cookieOfAnotherUser_isNotTrusted() {
        TestUser victim = person();
        Browser victims = trusted(victim);
        TestUser thief = person();
        Browser thieves = trusted(thief);
        thieves.present(victims.deviceSecret());
        assertAsked(thieves, thief);
        assertEquals(1, rows().trusted(victim), "and nothing happens to the victim's device");
    }

    @Test
    void attack_cookieOfAnotherRealm_isNotTrusted() {
        TestUser here = person();
        Browser browser = trusted(here);
        TestUser there = person(other, user -> user);
        SignIn signIn = SignIn.open(browser.tab(), other).password(there);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    @Test
    void attack_twoBrowsersOfOneKind_peerBug16_areTrustedSideBySide() {
        TestUser person = person();
        Browser one = trusted(person);
        Browser two = trusted(person);
        Browser three = trusted(person);
        for (Browser browser : List.of(one, two, three)) {
            assertNotAsked(browser, person);
        }
        List<String> names = realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-trusted-device"))
                .map(CredentialRepresentation::getUserLabel).sorted().toList();
        assertEquals(3, names.size());
        assertEquals(names.get(0) + " (2)", names.get(1));
        assertEquals(names.get(0) + " (3)", names.get(2));
    }

    @Test
    void attack_tamperedTruncatedAndMadeUpCookies_areNoAlarm() {
        TestUser person = person();
        Browser browser = trusted(person);
        String genuine = browser.deviceSecret();
        String id = genuine.substring(0, 22);
        for (String madeUp : List.of(
                id + ".1." + "A".repeat(27), id + ".2." + genuine.substring(25), id + ".999999999." + "B".repeat(27),
                genuine.substring(0, genuine.length() - 1), genuine + "A", genuine.toUpperCase(), id, "x", ".1.",
                id + ".-1." + genuine.substring(25), id + ".01." + genuine.substring(25))) {
            browser.present(madeUp);
            assertAsked(browser, person);
        }
        browser.present(genuine);
        assertNotAsked(browser, person);
        assertEquals(0, rows().ended(person, "COPY_SEEN"));
    }

    @Test
    void aBrowserOfAnotherKindIsNotTheDeviceAndNoAlarmEither() {
        TestUser person = person();
        Browser browser = trusted(person);
        Browser thief = browser(BrowserVersion.CHROME);
        thief.copyCookies(browser);
        assertAsked(thief, person);
        assertNotAsked(browser, person);
    }

    @Test
    void anUpdateOfTheBrowserDoesNotEndTrust() {
        TestUser person = person();
        Browser browser = browser().withHeader("User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        trust(browser, person);
        browser.withHeader("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0");
        assertNotAsked(browser, person);
    }

    @Test
    void promptLoginMaxAgeAndAHigherAcrAskForTheFactor() {
        TestUser person = person();
        Browser browser = trusted(person);
        for (String more : List.of("&prompt=login", "&max_age=0", "&max_age=3600")) {
            SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, more).password(person);
            assertTrue(signIn.asksForCode(), () -> more + ": " + signIn.tab().text());
            browser.endSession();
        }
        assertNotAsked(browser, person);
    }

    @Test
    void aHigherAcrThanThePasswordGivesAsksForTheFactor() {
        TestUser person = person();
        Browser browser = trusted(person);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&acr_values=factor").password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    @Test
    void aTrustedSignInClaimsNoMoreThanItsPassword() {
        TestUser person = person();
        Browser browser = trusted(person);
        long before = clock().now() / 1000;
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.done(), signIn.tab()::text);
        JsonNode claims = signIn.idToken();
        assertTrue(claims.path("amr").isMissingNode() || claims.get("amr").isEmpty(), claims::toString);
        assertFalse(claims.path("acr").asText().equals("factor"), claims::toString);
        long signedIn = claims.get("auth_time").asLong();
        assertTrue(signedIn >= before && signedIn <= clock().now() / 1000, claims::toString);
    }

    @Test
    void aRecognisedSignInCostsTwoStatementsAndAMalformedCookieNone() {
        TestUser person = person();
        Browser browser = trusted(person);
        assertNotAsked(browser, person);

        Cost cost = Cost.of(rows());
        assertNotAsked(browser, person);
        cost.is("trusted device is recognised and its secret rotates", 2, 1);

        browser.present("no-device.1.secret");
        rows().watchStatements();
        assertAsked(browser, person);
        assertEquals(0, rows().statementsOn("LATCHKEY_TRUSTED_DEVICE"));
    }

    @Test
    void peerBug10_trustWithNoFactorPassed_isImpossible() {
        TestUser person = person(withoutFactor, user -> user);
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), withoutFactor).password(person);
        assertTrue(signIn.done(), "the step lets through and asks nothing");
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(person));
    }

    @Test
    void aPostedTrustChoiceWithoutAFactorIsNoTrust() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        signIn.post("code=000000&trust=yes&login=true");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(person));
    }

    @Test
    void afterTheLinkTheStepAsksOnAPageOfItsOwn() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        newestCode(person, signIn.reference());
        Mail mail = mails(person).get(0);
        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link());
        visit.proceed();
        assertTrue(visit.tab().has("latchkey-trust-device"), visit.tab()::text);
        visit.tab().click("latchkey-trust-yes");
        assertEquals(1, browser.devices().size());
        assertNotAsked(browser, person);
    }

    @Test
    void anAuthenticatorAppCreatesTrustToo() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        signIn.tab().type("otp", new TimeBasedOTP().generateTOTP(SECRET)).click("kc-login");
        assertTrue(signIn.tab().has("latchkey-trust-device"), signIn.tab()::text);
        signIn.tab().click("latchkey-trust-yes");
        assertTrue(signIn.done(), signIn.tab()::text);
        assertNotAsked(browser, person);
    }

    @Test
    void aRecoveryCodeCreatesTrustToo() {
        TestUser person = person();
        KeycloakCodes.recoveryCodes(server, realm, person, RECOVERY_CODES);
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person).tryAnotherWay("Recovery Authentication Code");
        signIn.tab().type("recoveryCodeInput", RECOVERY_CODES.get(0)).click("kc-login");
        assertTrue(signIn.tab().has("latchkey-trust-device"), signIn.tab()::text);
        signIn.tab().click("latchkey-trust-yes");
        assertTrue(signIn.done(), signIn.tab()::text);
        assertNotAsked(browser, person);
    }

    @Test
    void whoDeclinesOnThePageOfTheStepIsAskedAgain() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        signIn.tab().type("otp", new TimeBasedOTP().generateTOTP(SECRET)).click("kc-login");
        signIn.tab().click("latchkey-trust-no");
        assertTrue(signIn.done(), signIn.tab()::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(person));
    }

    @Test
    void theOwnerIsNotifiedOfANewDeviceAndItIsAnEvent() {
        TestUser person = person();
        trusted(person);
        Mail notification = notification(person, "New trusted device for");
        assertTrue(notification.text().contains("Firefox"), notification::text);
        Map<String, String> details = events(person).all().stream()
                .filter(event -> event.getType().equals("UPDATE_CREDENTIAL")).findFirst().orElseThrow().getDetails();
        assertEquals("latchkey-trusted-device", details.get("credential_type"));
        assertEquals(device(person).orElseThrow(), details.get("latchkey_device"));
    }
}
