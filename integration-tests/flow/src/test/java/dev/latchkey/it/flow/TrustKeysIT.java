package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The realm's key is rotated, or the database restored, while browsers store the secrets of trusted devices. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class TrustKeysIT extends TrustTest {

    private static final String TABLE = "LATCHKEY_TRUSTED_DEVICE";

    @Test
    void attack_retiredKey_aDeviceThatWasUsedInBetweenStaysTrusted() {
        TestUser person = person();
        Browser browser = trusted(person);
        List<String> old = keys().rotate();
        assertNotAsked(browser, person);
        keys().remove(old);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        assertEquals(1, rows().trusted(person));
    }

    @Test
    void attack_retiredKey_aDeviceThatWasNotUsedInBetweenIsAskedAgainWithoutAlarm() {
        TestUser person = person();
        Browser browser = trusted(person);
        keys().remove(keys().rotate());
        ServerLog log = ServerLog.fromHere();
        assertAsked(browser, person);
        assertAsked(browser, person);
        assertEquals(0, rows().ended(person, "COPY_SEEN"));
        String keyId = rows().keyId(TABLE, person);
        assertEquals(1, log.text().lines().filter(line -> line.contains("ERROR") && line.contains(keyId)
                && line.contains("do all nodes have the same spi-latchkey-keys--default--pepper")).count());
    }

    @Test
    void attack_retiredKey_aLostAnswerOfBeforeTheRotationIsRepeatedUnderTheNewKey() {
        TestUser person = person();
        Browser browser = trusted(person);
        String held = browser.deviceSecret();
        assertNotAsked(browser, person);
        List<String> old = keys().rotate();
        browser.present(held);
        assertNotAsked(browser, person);
        keys().remove(old);
        assertNotAsked(browser, person);
    }

    @Test
    void attack_retiredKey_aLostAnswerOfTheRotationItselfIsGivenAgain() {
        TestUser person = person();
        Browser browser = trusted(person);
        String held = browser.deviceSecret();
        keys().rotate();
        assertNotAsked(browser, person);
        String successor = browser.deviceSecret();
        browser.present(held);
        assertNotAsked(browser, person);
        assertEquals(successor, browser.deviceSecret(), "every holder converges");
    }

    /** The row names two keys, and there are three: that of the cookie, and those of the two answers. */
    @Test
    void aLostAnswerIsRepeatedAsOftenAsTheBrowserAsksAcrossTwoRotations() {
        TestUser person = person();
        Browser browser = trusted(person);
        String held = browser.deviceSecret();
        for (int rotation = 0; rotation < 2; rotation++) {
            keys().rotate();
            browser.present(held);
            assertNotAsked(browser, person);
        }
        browser.present(held);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
    }

    @Test
    void attack_clonedCookie_isSeenAcrossARotationOfTheKey() {
        TestUser person = person();
        Browser browser = trusted(person);
        Browser thief = browser();
        thief.copyCookies(browser);
        keys().rotate();
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        pass(Duration.ofMinutes(2));
        assertAsked(thief, person);
        assertEquals(1, rows().ended(person, "COPY_SEEN"));
    }

    /** Keycloak signs the cookie of a browser's sign-in with the active key, and accepts that of no other. */
    @Test
    void aSignInInABrowserThatIsUnderWayBeginsAnewWhenAnotherRealmKeySigns() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = newestCode(person, signIn.reference());
        keys().rotate();
        assertTrue(signIn.code(code).asksForPassword(), signIn.tab()::text);
        assertEquals(0, rows().used(person));
    }

    @Test
    void attack_restoredDatabase_aDeviceAheadOfItsRowIsTrustedAndItsRowCatchesUp() {
        TestUser person = person();
        Browser browser = trusted(person);
        Runnable restore = rows().backup(TABLE, person);
        for (int use = 0; use < 3; use++) {
            assertNotAsked(browser, person);
        }
        restore.run();
        assertNotAsked(browser, person);
        assertEquals(1, events(person).steps("device_caught_up"));
        assertNotAsked(browser, person);
        assertEquals(1, events(person).steps("device_caught_up"), "once");
        assertEquals(0, rows().ended(person, "COPY_SEEN"));
    }

    @Test
    void attack_restoredDatabase_aReplayIsDetectedWhenTheOwnerComesBack() {
        TestUser person = person();
        Browser browser = trusted(person);
        Runnable restore = rows().backup(TABLE, person);
        assertNotAsked(browser, person);
        Browser thief = browser();
        thief.copyCookies(browser);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        restore.run();
        // ahead of the restored row as well
        assertNotAsked(thief, person);
        assertNotAsked(browser, person);
        pass(Duration.ofMinutes(2));
        assertAsked(thief, person);
        assertEquals(1, rows().ended(person, "COPY_SEEN"));
    }

    @Test
    void attack_restoredDatabase_whatHadEndedThenOrIsMissingStaysUntrusted() {
        TestUser person = person();
        Browser browser = trusted(person);
        realm.admin().users().get(person.id()).removeCredential(device(person).orElseThrow());
        assertAsked(browser, person);
        Browser another = trusted(person);
        Runnable withoutIt = rows().backup(TABLE, person);
        assertNotAsked(another, person);
        withoutIt.run();
        assertAsked(browser, person);
        assertNotAsked(another, person);
        rows().forgetDevices(person);
        assertAsked(another, person);
    }

    @Test
    void attack_restoredDatabase_aSecretOfARetiredKeysSuccessorCatchesUp() {
        TestUser person = person();
        Browser browser = trusted(person);
        Runnable restore = rows().backup(TABLE, person);
        List<String> old = keys().rotate();
        assertNotAsked(browser, person);
        keys().remove(old);
        restore.run();
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
    }

    private RealmKeys keys() {
        return new RealmKeys(realm);
    }
}
