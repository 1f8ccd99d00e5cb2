package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import dev.latchkey.signin.lease.Lease;
import org.htmlunit.util.Cookie;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The lease by which the requests of one browser's sign-in are serialised. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SignInLeaseIT extends FlowTest {

    private static final String TURNS = "LATCHKEY_SIGN_IN_TURN";
    private static final String BUSY = "Another request of this sign-in is being processed. Try again in a moment.";

    private static final int REQUESTS = 30;
    /** Queries in the five seconds of waiting, with pauses of up to a quarter of a second. */
    private static final int LOOKS_OF_ONE = 25;

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @AfterEach
    void forgetTurns() {
        rows().forgetTurns(realm.getId());
    }

    @Test
    void aRequestThatGetsNoLeaseIsAskedToTryAgainAndTheSignInIsKept() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        rows().holdTurn(realm.getId(), browser.rootSession());

        signIn.code(code);

        assertEquals(429, signIn.tab().status());
        assertTrue(signIn.tab().text().contains(BUSY), signIn.tab()::text);
        assertEquals("1", signIn.tab().header("Retry-After").orElse(""));
        assertEquals(0, rows().used(person));
        assertEquals(0, events(person).count("LOGIN"));

        time.set((int) Lease.LEASE.toSeconds());
        signIn.tab().followText("» Click here to proceed");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }

    @Test
    void attack_leaseOfADeadNode_expires() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        rows().holdTurn(realm.getId(), browser.rootSession());
        time.set((int) Lease.LEASE.toSeconds());

        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);

        assertEquals(0, rows().ofRealm(TURNS, realm.getId()), "and was given back");
    }

    @Test
    void theLeasesOfOneBrowserHoldUpNoOther() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        rows().holdTurn(realm.getId(), browser.rootSession());
        TestUser other = person();
        SignIn signIn = afterPassword(other);
        assertTrue(signIn.code(mail(other).code()).done(), signIn.tab()::text);
        assertEquals(1, rows().ofRealm(TURNS, realm.getId()));
    }

    /** A waiting request queries the database again and again, and occupies a thread. */
    @Test
    void attack_manyRequestsWithACookieOfOnesOwn_doNotAllWait() {
        Browser attacker = browser();
        String page = SignIn.open(attacker.tab(), realm).tab().formAction();
        Cookie cookie = attacker.signInCookie();
        rows().holdTurn(realm.getId(), attacker.rootSession());
        rows().watchStatements();

        List<Page> pages = Burst.of(REQUESTS, i -> new dev.latchkey.it.kit.Browser(FlowServer.BASE)
                .header("Cookie", cookie.getName() + '=' + cookie.getValue()).get(page));

        pages.forEach(answer -> assertEquals(429, answer.status(), answer::toString));
        int atOnce = 2 * REQUESTS;
        int waiting = rows().statementsOn(TURNS) - atOnce;
        assertTrue(waiting > 0 && waiting <= 8 * LOOKS_OF_ONE, () -> waiting + " statements");
    }

    /** A cookie that Keycloak has not signed identifies no sign-in: its request waits for no lease and takes none. */
    @Test
    void attack_forgedCookieOfAnotherBrowser_takesNoLease() {
        TestUser person = person();
        Browser victim = browser();
        SignIn signIn = afterPassword(victim, person);
        String code = mail(person).code();
        String id = victim.rootSession();
        Browser attacker = browser();
        String action = SignIn.open(attacker.tab(), realm).tab().formAction();
        // a redirect would continue with a cookie that Keycloak has signed
        attacker.withoutRedirects();
        for (String forged : new String[] {id, id + '.', id + ".Zm9yZ2Vk", id + '.' + "A".repeat(86)}) {
            attacker.presentSignIn(Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(forged.getBytes(StandardCharsets.UTF_8)));
            rows().watchStatements();
            Tab tab = attacker.tab().post(action, "username=x&password=y");
            assertFalse(tab.text().contains(BUSY), tab::text);
            assertEquals(0, rows().statementsOn(TURNS));
        }
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }

    @Test
    void aRequestCostsTwoStatementsAndLeavesNoRow() {
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm);
        rows().watchStatements();
        signIn.password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(2, rows().statementsOn(TURNS));
        assertEquals(0, rows().ofRealm(TURNS, realm.getId()));

        rows().watchStatements();
        SignIn.open(browser().tab(), realm);
        assertEquals(0, rows().statementsOn(TURNS), "a browser that begins has no sign-in to wait for");
    }

    @Test
    void aRequestThatFailsReleasesItsLease() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        rows().without("LATCHKEY_ACCOUNT_GUARD", () -> assertTrue(signIn.code(code).tab().status() >= 400));
        assertEquals(0, rows().ofRealm(TURNS, realm.getId()));
    }

    @Test
    void attack_databaseDown_noRequestIsServedWithoutALease() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        rows().without(TURNS, () -> {
            signIn.code(code);
            assertEquals(503, signIn.tab().status(), signIn.tab()::text);
        });
        assertEquals(0, rows().used(person));
        assertTrue(signIn.refresh().code(code).done(), signIn.tab()::text);
    }

    @Test
    void leasesOfDeadNodesArePurged() {
        rows().holdTurn(realm.getId(), "dead");
        rows().purge();
        assertEquals(1, rows().ofRealm(TURNS, realm.getId()));
        time.set((int) Duration.ofHours(2).toSeconds());
        rows().purge();
        assertEquals(0, rows().ofRealm(TURNS, realm.getId()));
    }
}
