package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The events that end trust, each at the next sign-in, and the replay of a copied cookie. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class TrustEndsIT extends TrustTest {

    @Test
    void attack_trustAfterPasswordChange_isOver() {
        TestUser person = person();
        Browser browser = trusted(person);
        pass(Duration.ofSeconds(1));
        user(person).resetPassword(password());
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
        assertTrue(device(person).isEmpty(), "and its credential is gone");
    }

    @Test
    void attack_trustAfterEmailChange_isOver() {
        TestUser person = person();
        Browser browser = trusted(person);
        UserRepresentation changed = user(person).toRepresentation();
        changed.setEmail("new-" + person.email());
        user(person).update(changed);
        SignIn signIn = afterPassword(browser, person);
        assertFalse(signIn.done());
        assertEquals(1, rows().ended(person, "EMAIL_CHANGED"));
    }

    @Test
    void attack_trustAfterAdminRevoke_isOver() {
        TestUser person = person();
        Browser browser = trusted(person);
        user(person).removeCredential(device(person).orElseThrow());
        assertEquals(1, rows().trusted(person), "nobody told us");
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "HANDLE_DELETED"));
    }

    @Test
    void aDisabledUserIsNotLetInByTheDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        UserRepresentation disabled = user(person).toRepresentation();
        disabled.setEnabled(false);
        user(person).update(disabled);
        assertFalse(afterPassword(browser, person).done());
    }

    @Test
    void attack_trustAfterTheAccountWasDisabledAndEnabled_isOver() {
        TestUser person = person();
        Browser browser = trusted(person);
        enable(person, false);
        assertEquals(1, rows().ended(person, "USER_DISABLED"));
        enable(person, true);
        assertAsked(browser, person);
    }

    /** Keycloak refuses the users of a directory that is down in the same way, and anyone can try to sign in. */
    @Test
    void attack_aSignInThatIsRefusedWhileTheAccountIsDisabledWithoutAnEvent_endsNoTrust() {
        TestUser person = person();
        Browser browser = trusted(person);
        new Directory(server, realm.getName()).disable(person);
        assertFalse(afterPassword(browser, person).done());
        assertEquals(1, rows().trusted(person));
        enable(person, true);
        assertNotAsked(browser, person);
    }

    @Test
    void aDirectoryThatIsDownForAWhile_endsNoTrust() {
        TestUser person = person();
        Directory directory = new Directory(server, realm.getName());
        directory.adopt(person);
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        Browser browser = trusted(person);
        directory.adoptSwitchedOff(person);
        directory.copy(person, "email", "before-" + person.email());
        assertFalse(afterPassword(browser, person).done());
        assertEquals(1, rows().trusted(person));
        directory.copy(person, "email", person.email());
        directory.adopt(person);
        assertNotAsked(browser, person);
    }

    @Test
    void attack_passwordsGuessedUntilTheAccountIsLockedForGood_endNoDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        realm.updateWithCleanup(update -> {
            RealmRepresentation rep = update.build();
            rep.setBruteForceProtected(true);
            rep.setPermanentLockout(true);
            rep.setFailureFactor(5);
            rep.setQuickLoginCheckMilliSeconds(0L);
            return update;
        });
        new Detector(realm, person).lock(browser());
        Eventually.holds("the account is disabled", () -> !user(person).toRepresentation().isEnabled());
        assertFalse(afterPassword(browser, person).done());
        assertEquals(1, rows().trusted(person));
        enable(person, true);
        assertNotAsked(browser, person);
    }

    private void enable(TestUser person, boolean enabled) {
        UserRepresentation changed = user(person).toRepresentation();
        changed.setEnabled(enabled);
        user(person).update(changed);
    }

    @Test
    void aDeviceThatIsNotUsedForFourteenDaysIsForgotten() {
        TestUser person = person();
        Browser browser = trusted(person);
        pass(Duration.ofDays(14).minusMinutes(1));
        assertNotAsked(browser, person);
        pass(Duration.ofDays(28));
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "IDLE"));
    }

    @Test
    void thirtyDaysAreThirtyDaysHoweverOftenItIsUsed() {
        TestUser person = person();
        Browser browser = trusted(person);
        for (int day = 10; day < 30; day += 9) {
            pass(Duration.ofDays(day));
            assertNotAsked(browser, person);
        }
        pass(Duration.ofDays(30).plusMinutes(1));
        assertAsked(browser, person);
    }

    @Test
    void theOldestDeviceGoesWhenThereAreMoreThanTen() {
        TestUser person = person();
        List<Browser> browsers = new ArrayList<>();
        for (int device = 0; device < 11; device++) {
            // mails an hour and a day are limited; a quiet day lies between two devices
            pass(Duration.ofHours(5L * device));
            browsers.add(trusted(person));
        }
        assertEquals(10, rows().trusted(person));
        assertEquals(1, rows().ended(person, "TOO_MANY"));
        assertAsked(browsers.get(0), person);
        assertNotAsked(browsers.get(10), person);
    }

    @Test
    void attack_clonedCookieReplayedAfterRotation_endsTrustAndNotifiesTheOwner() {
        TestUser person = person();
        Browser browser = trusted(person);
        Browser thief = browser();
        thief.copyCookies(browser);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);

        pass(Duration.ofMinutes(2));
        assertAsked(thief, person);
        assertEquals(1, rows().ended(person, "COPY_SEEN"));
        assertEquals(1, events(person).refusals("copy_seen"));
        Mail notification = notification(person, "Security warning for");
        assertTrue(notification.text().contains("password"), notification::text);
        assertAsked(browser, person);
    }

    @Test
    void attack_parallelTabsWithinGrace_areNoAlarmAndConverge() throws Exception {
        TestUser person = person();
        Browser browser = trusted(person);
        String secret = browser.deviceSecret();
        List<Browser> tabs = new ArrayList<>();
        for (int tab = 0; tab < 10; tab++) {
            tabs.add(browser());
            tabs.get(tab).present(browser.devices().get(0), secret);
        }
        ExecutorService pool = Executors.newFixedThreadPool(tabs.size());
        try {
            List<Callable<Boolean>> signIns =
                    tabs.stream().<Callable<Boolean>>map(tab -> () -> afterPassword(tab, person).done()).toList();
            for (Future<Boolean> signIn : pool.invokeAll(signIns)) {
                assertTrue(signIn.get());
            }
        } finally {
            pool.shutdownNow();
        }
        assertEquals(0, rows().ended(person, "COPY_SEEN"));
        assertEquals(1, tabs.stream().map(Browser::deviceSecret).distinct().count(), "every tab holds the same");
        assertNotAsked(tabs.get(0), person);
    }

    @Test
    void aLostAnswerAsksAtWorstAndIsNoAlarm() {
        TestUser person = person();
        Browser browser = trusted(person);
        String before = browser.deviceSecret();
        assertNotAsked(browser, person);
        browser.present(before);
        assertNotAsked(browser, person);

        browser.present(before);
        pass(Duration.ofMinutes(2));
        assertAsked(browser, person);
        assertEquals(0, rows().ended(person, "COPY_SEEN"));
        assertEquals(1, rows().trusted(person));
    }

    @Test
    void trustingTheSameBrowserAnewReplacesItsDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=login").password(person);
        assertTrue(signIn.codeAndTrust(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        assertEquals(1, rows().ended(person, "REPLACED"));
        assertEquals(1, rows().trusted(person));
        assertNotAsked(browser, person);
    }

    @Test
    void whatHasEndedStaysOnRecordForNinetyDays() {
        TestUser person = person();
        trusted(person);
        user(person).removeCredential(device(person).orElseThrow());
        Browser another = trusted(person);
        pass(Duration.ofSeconds(1));
        user(person).resetPassword(password());
        assertAsked(another, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
        TestUser absent = person();
        trusted(absent);
        pass(Duration.ofDays(30).plusHours(2));
        rows().purge();

        pass(Duration.ofDays(90).minusMinutes(1));
        rows().purge();
        assertEquals(2, rows().devices(person));
        pass(Duration.ofDays(90).plusMinutes(1));
        rows().purge();
        assertEquals(0, rows().devices(person));
        assertEquals(1, rows().devices(absent), "its trust ran for another thirty days");
        pass(Duration.ofDays(121));
        rows().purge();
        assertEquals(0, rows().devices(absent));
    }

    @Test
    void devicesGoWithTheirUser() {
        TestUser person = person();
        trusted(person);
        user(person).remove();
        assertEquals(0, rows().devices(person));
    }

    private static CredentialRepresentation password() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        return password;
    }

    private UserResource user(TestUser person) {
        return realm.admin().users().get(person.id());
    }
}
