package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A limit of sessions ends another session of the user in the flow of a sign-in, which is trusted all the same. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SessionLimitIT extends FlowTest {

    @InjectRealm(config = Realms.TrustOfTwoApps.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    private Browser trustedInPlaceOfAnother(TestUser person) {
        SignIn elsewhere = afterPassword(person);
        assertTrue(elsewhere.code(newestCode(person, elsewhere.reference())).done(), elsewhere.tab()::text);
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.codeAndTrust(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
        return browser.endSession();
    }

    @Test
    void whoTrustsABrowserWhereALimitEndsAnotherSessionIsNotAskedAgain() {
        TestUser person = person();
        Browser browser = trustedInPlaceOfAnother(person);
        assertEquals(1, browser.devices().size());
        assertTrue(afterPassword(browser, person).done());
    }

    @Test
    void attack_consentPassedOverWhereALimitEndsAnotherSession_inABrowser() {
        TestUser missing = person();
        TestUser anew = person();
        for (TestUser person : List.of(missing, anew)) {
            SignIn elsewhere = afterPassword(person);
            assertTrue(elsewhere.code(newestCode(person, elsewhere.reference())).done(), elsewhere.tab()::text);
        }
        server.run(ConsentsOnServer.given(realm.getName(), anew.id(), Realms.APP));
        RequiredConsent.during(realm, Realms.APP, () -> {
            assertAsksForConsent(SignIn.open(browser().tab(), realm, Realms.APP, "").password(missing), missing);
            assertAsksForConsent(SignIn.open(browser().tab(), realm, Realms.APP, "&prompt=consent").password(anew),
                    anew);
        });
    }

    private void assertAsksForConsent(SignIn signIn, TestUser person) {
        signIn.code(newestCode(person, signIn.reference()));
        assertFalse(signIn.done(), "no consent was asked for");
        assertTrue(signIn.tab().has("kc-oauth"), signIn.tab()::text);
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size(), "the limit has ended it");
    }

    @Test
    void attack_copiedCookie_usedWhereALimitEndsAnotherSession_isDetected() {
        TestUser person = person();
        Browser browser = trustedInPlaceOfAnother(person);
        String secret = browser.deviceSecret();
        Browser thief = browser().present(browser.devices().get(0), secret);
        assertTrue(afterPassword(browser, person).done());
        assertNotEquals(secret, browser.deviceSecret());
        assertTrue(afterPassword(browser.endSession(), person).done());
        time.set(3600);

        assertFalse(afterPassword(thief, person).done());
        assertEquals(0, rows().trusted(person));
    }
}
