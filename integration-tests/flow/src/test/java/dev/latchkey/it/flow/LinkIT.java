package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;

/** The link beside the code: who may use it, where, and how often. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class LinkIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void theLinkSignsInInTheBrowserThatAsked() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link());
        assertEquals("confirm", visit.state(), visit.tab()::text);
        assertEquals(mail.reference(), visit.tab().textOf("latchkey-reference").orElseThrow());
        assertEquals(0, events(person).count("LOGIN"));

        visit.proceed();

        assertTrue(visit.tab().location().getQuery().contains("code="), visit.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
        assertEquals("link", events(person).signIn().getDetails().get("latchkey_factor"));
        assertFalse(signIn.refresh().asksForCode(), "the waiting tab has nothing left to ask");
    }

    @Test
    void peerBug07_attack_linkPrefetchByGetAndHeadChangesNothing() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        Tab prefetch = browser.tab();

        IntStream.range(0, 3).forEach(i -> prefetch.open(mail.link()));
        prefetch.head(mail.link());

        assertTrue(signIn.refresh().asksForCode(), signIn.tab()::text);
        assertEquals(3, signIn.attemptsLeft().orElseThrow());
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_linkPrefetchByAScannerThatRunsScriptsChangesNothing() {
        TestUser person = person();
        Browser browser = browserWithEngine();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);

        LinkVisit scanner = LinkVisit.open(browserWithEngine().withScripts().tab(), mail.link());
        assertEquals("elsewhere", scanner.state());
        LinkVisit sameBrowser = LinkVisit.open(browser.withScripts().tab(), mail.link());
        assertEquals("confirm", sameBrowser.state(), "scripts press no button");

        assertTrue(signIn.refresh().asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
    }

    @Test
    void thePageBehindTheLinkIsNotCachedAndSendsNoReferrer() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail(person).link());

        assertEquals("no-store", visit.tab().header("Cache-Control").orElse(""));
        assertEquals("no-referrer", visit.tab().header("Referrer-Policy").orElse(""));
        assertFalse(visit.tab().source().matches("(?s).*(src|href)=\"https?://(?!localhost:8080/).*"),
                "no third party's resources");
    }

    @Test
    void attack_linkInAnotherBrowserAsksToTypeTheCodeAndCompletesNothing() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);

        LinkVisit visit = LinkVisit.open(browser().tab(), mail.link());
        assertEquals("elsewhere", visit.state());
        assertFalse(visit.offersButton());
        assertFalse(visit.tab().text().contains(mail.code()));

        assertTrue(signIn.refresh().asksForCode(), signIn.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_linkPostedFromAnotherBrowserCompletesNothing() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);

        LinkVisit visit = LinkVisit.post(browser().tab(), mail.link());

        assertEquals("elsewhere", visit.state());
        assertTrue(signIn.refresh().asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_linkPostedFromABrowserWithAnotherSignInUnderWayCompletesNothing() {
        TestUser victim = person();
        SignIn waiting = afterPassword(victim);
        Mail mail = mail(victim);
        Browser busy = browser();
        SignIn other = afterPassword(busy, person());

        LinkVisit visit = LinkVisit.post(busy.tab(), mail.link());

        assertEquals("elsewhere", visit.state());
        assertTrue(waiting.refresh().asksForCode(), waiting.tab()::text);
        assertTrue(other.refresh().asksForCode(), other.tab()::text);
    }

    @Test
    void attack_linkAfterCodeIsDead() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);

        LinkVisit opened = LinkVisit.open(browser.tab(), mail.link());
        LinkVisit posted = LinkVisit.post(browser.tab(), mail.link());

        assertFalse(opened.offersButton(), opened.tab()::text);
        assertNotEquals("confirm", posted.state());
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_codeAfterLinkIsDead() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        browser.withoutRedirects();
        LinkVisit visit = LinkVisit.post(browser.tab(), mail.link());
        assertEquals(303, visit.tab().status(), "accepted, and the browser does not go on");

        signIn.code(mail.code());

        assertFalse(signIn.done(), "what the link has used up is no code any more");
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals("used", LinkVisit.post(browser.tab(), mail.link()).state(), "and no link either");
    }

    @Test
    void attack_linkUsedTwiceSignsInOnce() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        Mail mail = mail(person);
        LinkVisit.open(browser.tab(), mail.link()).proceed();
        assertEquals(1, events(person).count("LOGIN"));

        LinkVisit again = LinkVisit.post(browser.tab(), mail.link());

        assertNotEquals("confirm", again.state());
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_linkAndCodeOfAReplacedMailAreDead() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail first = mail(person);
        String wrong = wrong(first.code());
        signIn.code(wrong).code(wrong).code(wrong);
        time.set(61);
        signIn.resend();
        Mail second = mail(person, 2);

        assertEquals("replaced", LinkVisit.open(browser.tab(), first.link()).state());
        assertEquals("replaced", LinkVisit.post(browser.tab(), first.link()).state());
        assertTrue(LinkVisit.open(browser.tab(), second.link()).proceed().tab().location().getQuery()
                .contains("code="));
    }

    @Test
    void aLinkThatWasUsedSaysSoHereAndOnAnotherDevice() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        Mail mail = mail(person);
        LinkVisit.open(browser.tab(), mail.link()).proceed();

        assertEquals("used", LinkVisit.open(browser.tab(), mail.link()).state());
        LinkVisit elsewhere = LinkVisit.open(browser().tab(), mail.link());
        assertEquals("used", elsewhere.state());
        assertFalse(elsewhere.offersWayBack(), elsewhere.tab()::text);
    }

    @Test
    void aLinkAfterTheCodeOfAnotherTabLeadsBackToTheTabThatWaits() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        SignIn second = afterPassword(browser, person);
        Mail mail = mail(person);
        assertTrue(first.code(mail.code()).done(), first.tab()::text);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link());

        assertEquals("used_in_another_tab", visit.state());
        assertTrue(visit.offersWayBack(), visit.tab()::text);
        assertFalse(second.done());
        visit.goBack();
        second.refresh();
        assertEquals(1, rows().sends(person), "no page sends a mail by being shown");
    }

    @Test
    void attack_ofSeveralTabsTheLinkCompletesNone() {
        TestUser person = person();
        Browser browser = browser();
        SignIn own = afterPassword(browser, person);
        Mail mail = mail(person);
        SignIn planted = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link());
        assertEquals("several", visit.state());
        assertFalse(visit.offersButton());
        assertEquals("several", LinkVisit.post(browser.tab(), mail.link()).state());

        assertFalse(planted.refresh().done(), planted.tab()::text);
        assertTrue(own.code(mail.code()).done(), own.tab()::text);
        assertEquals(Realms.APP, events(person).signIn().getClientId());
    }

    @Test
    void theLinksPageNamesTheApplication() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail(person).link());

        assertEquals("You continue to: " + Realms.APP, visit.tab().textOf("latchkey-client").orElseThrow());
    }

    @Test
    void theLinksPageIsInTheLanguageThatIsChosenThere() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        String link = mail(person).link();
        assertTrue(LinkVisit.open(browser.tab(), link).tab().text().contains("Is this you?"));
        LinkVisit german = LinkVisit.open(browser.tab(), link + "&kc_locale=de");
        assertTrue(german.tab().text().contains("Sind Sie das?"), german.tab()::text);
        assertTrue(LinkVisit.open(browser.tab(), link + "&kc_locale=%7Bx%7D").state().equals("confirm"));
    }

    @Test
    void aLinkInABrowserWhoseOnlyTabIsOfADeletedClientIsNoError() {
        realm.admin().clients().create(ClientBuilder.create("gone").enabled(true).publicClient()
                .redirectUris(realm.getBaseUrl()).build()).close();
        TestUser person = person();
        Browser browser = browser();
        SignIn.open(browser.tab(), realm, "gone").password(person);
        String link = mail(person).link();
        realm.admin().clients().get(realm.admin().clients().findByClientId("gone").get(0).getId()).remove();

        for (LinkVisit visit : List.of(LinkVisit.open(browser.tab(), link), LinkVisit.post(browser.tab(), link),
                LinkVisit.open(browser.tab(), link.replaceFirst("/links/[^?]*", "/links/made-up")))) {
            assertEquals(200, visit.tab().status(), visit.tab()::text);
            assertFalse(visit.offersButton());
            assertFalse(visit.offersWayBack());
        }
    }

    @Test
    void openingALinkWithoutAWaitingTabLeavesTheSessionAlone() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
        long before = lastAccess(person);
        time.set(30);

        assertEquals("used", LinkVisit.open(browser.tab(), mail.link()).state());
        assertEquals(before, lastAccess(person));
    }

    private long lastAccess(TestUser person) {
        return realm.admin().users().get(person.id()).getUserSessions().get(0).getLastAccess();
    }

    @Test
    void aLinkWhoseSignInWasGivenUpSaysThatItIsOver() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        signIn.restart();
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link());

        assertEquals("over", visit.state());
        assertTrue(visit.offersWayBack(), visit.tab()::text);
        assertFalse(visit.offersButton());
    }

    @Test
    void anExpiredLinkIsDead() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        Mail mail = mail(person);

        time.set(601);

        assertEquals("expired", LinkVisit.open(browser.tab(), mail.link()).state());
        assertEquals("expired", LinkVisit.post(browser.tab(), mail.link()).state());
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void aLinkOfAUsedUpCodeIsDead() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        String wrong = wrong(mail.code());
        signIn.code(wrong).code(wrong).code(wrong);

        assertEquals("used_up", LinkVisit.post(browser.tab(), mail.link()).state());
        assertFalse(signIn.refresh().done());
    }

    @Test
    void attack_aTokenDoesNotFitAnotherChallenge() {
        TestUser person = person();
        TestUser other = person();
        Browser browser = browser();
        afterPassword(browser, person);
        Mail mail = mail(person);
        afterPassword(other);
        Mail othersMail = mail(other);

        String mixed = mail.link().replace(mail.token(), othersMail.token());
        assertEquals("replaced", LinkVisit.open(browser.tab(), mixed).state());
        assertEquals("replaced", LinkVisit.post(browser.tab(), mixed).state());
        assertEquals(0, rows().attempts(person), "whoever knows a challenge's id cannot use its attempts up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/x", "/x?token=", "/%00?token=%00", "/..%2F..?token=%3Cscript%3Ealert",
            "/%ED%A0%80?token=%ED%A0%80", "?token=a", "/a?token=b&token=c",
            "/%7B7*7%7D?token=a", "/a?token=%24%7Bb%7D", "/a?token=b&x=%7Bc%7D", "/a?token=b&%7Bc%7D=d",
            "/a?token=b&kc_locale=%7Bc%7D"})
    void malformedLinksAreRefusedAndLogNoTrace(String rest) {
        String link = realm.getBaseUrl() + "/latchkey-otp/links" + rest;
        ServerLog log = ServerLog.fromHere();

        LinkVisit visit = LinkVisit.open(browser().tab(), link);

        assertTrue(visit.tab().status() < 500, () -> "status " + visit.tab().status());
        assertFalse(visit.offersButton());
        assertFalse(visit.tab().source().contains("<script>alert"));
        log.assertNoTrace();
    }

    @Test
    void attack_hostHeaderDoesNotGetIntoTheLink() {
        TestUser person = person();
        Browser browser = browser().withHeader("X-Forwarded-Host", "evil.example")
                .withHeader("X-Forwarded-Proto", "https").withHeader("X-Forwarded-Port", "4443")
                .withHeader("Forwarded", "host=evil.example;proto=https").withHost("evil.example");

        afterPassword(browser, person);

        String link = mail(person).link();
        assertTrue(link.startsWith(FlowServer.BASE + "/realms/" + realm.getName() + "/latchkey-otp/links/"), link);
        assertEquals("localhost", URI.create(link).getHost());
    }
}
