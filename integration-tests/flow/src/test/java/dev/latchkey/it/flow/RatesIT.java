package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.injection.LifeCycle;
import org.keycloak.testframework.realm.ManagedRealm;

/** The rates of addresses and of clients' networks, set low by the realm's attributes. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class RatesIT extends FlowTest {

    @InjectRealm(config = Realms.Rates.class, lifecycle = LifeCycle.METHOD)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_mailBombing_anAddressIsLimitedWhicheverAccountHasIt() {
        limit("send-address-hour", 2);
        for (int account = 1; account <= 2; account++) {
            assertTrue(afterPassword(sharing("shared@mail.example")).asksForCode(), "account " + account);
        }

        SignIn third = afterPassword(sharing("Shared@MAIL.example"));

        assertEquals(429, third.tab().status());
        assertFalse(third.asksForCode());
        assertEquals("Too many codes were sent. Try again in 30 minutes.", third.message());
        assertTrue(afterPassword(person()).asksForCode(), "other addresses are free");
    }

    @Test
    void attack_mailBombing_aUserIsLimitedByTheDay() {
        limit("send-user-day", 1);
        TestUser person = person();
        assertTrue(afterPassword(person).asksForCode());

        SignIn second = afterPassword(person);

        assertEquals("Too many codes were sent. Try again in 1,440 minutes.", second.message());
        time.set(86_401);
        assertTrue(afterPassword(person).asksForCode());
    }

    @Test
    void attack_forwardedHeaderSpoofingDoesNotChangeWhoIsLimited() {
        limit("send-ip-hour-after-factor", 2);
        assertTrue(spoofing("198.51.100.1").asksForCode());
        assertTrue(spoofing("198.51.100.2").asksForCode());

        SignIn third = spoofing("198.51.100.3");

        assertEquals(429, third.tab().status());
        assertFalse(third.asksForCode());
    }

    @Test
    void attack_textsThatAreNoAddress_fromBehindTheProxy_areLimitedAsOneClient() {
        allowHttp();
        limit("send-ip-hour-after-factor", 2);
        assertTrue(behindProxy("made-up-1").asksForCode());
        assertTrue(behindProxy("made-up-2").asksForCode());

        assertEquals(429, behindProxy("made-up-3").tab().status());
        assertTrue(behindProxy("198.51.100.4").asksForCode(), "addresses are limited each by itself");
    }

    /** Why the proxy has to replace the header: what it appends is not looked at. */
    @Test
    void ofAHeaderToWhichTheProxyHasAppended_theServerTakesWhatTheClientHasSent() {
        allowHttp();
        limit("send-ip-hour-after-factor", 2);
        for (int claimed = 1; claimed <= 3; claimed++) {
            assertTrue(behindProxy("198.51.100." + claimed + ", 203.0.113.5").asksForCode());
        }
        assertTrue(behindProxy("203.0.113.6, 203.0.113.5").asksForCode());
        assertTrue(behindProxy("203.0.113.6").asksForCode());
        assertEquals(429, behindProxy("203.0.113.6, 203.0.113.7").tab().status());
    }

    @Test
    void theAnswerStatesTheTimeToWaitInEveryForm() {
        limit("send-user-day", 1);
        TestUser person = person();
        afterPassword(person);

        Tab refused = afterPassword(person).tab();

        assertEquals(429, refused.status());
        assertEquals("86400", refused.header("Retry-After").orElse(""));
        assertEquals("\"otp-send\";r=0;t=86400", refused.header("RateLimit").orElse(""));
    }

    @Test
    void openedLinksAreLimitedByNetwork() {
        limit("link-ip-minute", 2);
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        String wrong = mail.link().replace(mail.token(), "A".repeat(43));
        assertEquals("replaced", LinkVisit.post(browser.tab(), wrong).state());
        assertEquals("replaced", LinkVisit.post(browser.tab(), wrong).state());

        Tab third = LinkVisit.post(browser.tab(), mail.link()).tab();

        assertEquals(429, third.status());
        assertTrue(third.header("Retry-After").isPresent());
        assertTrue(signIn.refresh().asksForCode(), "nothing was completed");
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void aLimitOutOfRangeIsIgnored() {
        limit("send-user-day", 0);
        TestUser person = person();
        assertTrue(afterPassword(person).asksForCode());
        assertTrue(afterPassword(person).asksForCode());
    }

    private void limit(String name, int value) {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits." + name, String.valueOf(value)));
    }

    private TestUser sharing(String address) {
        return person(user -> user.email(address));
    }

    /** Else Keycloak demands HTTPS of every client whose address is not a private one. */
    private void allowHttp() {
        realm.updateWithCleanup(update -> {
            update.build().setSslRequired("none");
            return update;
        });
    }

    private SignIn behindProxy(String forwardedFor) {
        return afterPassword(browser().fromBehindProxy(forwardedFor), person());
    }

    private SignIn spoofing(String address) {
        Browser browser = browser().withHeader("X-Forwarded-For", address).withHeader("X-Real-IP", address)
                .withHeader("Forwarded", "for=" + address).withHeader("Client-IP", address);
        return afterPassword(browser, person());
    }
}
