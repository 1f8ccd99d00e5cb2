package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Keycloak's brute-force detector counts wrong codes: five failures lock for fifteen minutes. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class DetectorIT extends FlowTest {

    @InjectRealm(config = Realms.Detector.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void peerBug01_eachWrongCodeIsSeenOnceAndTheFifthLocks() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String wrong = wrong(mail(person).code());
        for (int failure = 1; failure <= 3; failure++) {
            signIn.code(wrong);
            detector(person).await(failure);
        }
        SignIn second = afterPassword(person);
        String code = mail(person, 2).code();
        second.code(wrong(code));
        detector(person).await(4);
        assertFalse(detector(person).locked());
        second.code(wrong(code));
        detector(person).await(5);
        assertTrue(detector(person).locked());

        second.code(code);

        assertFalse(second.done(), "the right code is refused as well");
        assertEquals(5, detector(person).failures());
        assertEquals(0, events(person).count("LOGIN"));
        assertFalse(second.refresh().done());
    }

    @Test
    void theDetectorsLockIsReportedAndEnds() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        detector(person).lock(browser());

        signIn.code(mail.code());

        assertFalse(signIn.done());
        assertFalse(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(0, rows().attempts(person), "nothing was judged");
        assertEquals(0, events(person).count("LOGIN"));

        time.set(905);
        SignIn later = afterPassword(person);
        assertTrue(later.code(mail(person, 2).code()).done(), later.tab()::text);
    }

    @Test
    void attack_userLockedMidFlowIsRefusedWithALinkToo() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        detector(person).lock(browser());

        LinkVisit.post(browser.tab(), mail.link());

        assertFalse(signIn.refresh().done());
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void aFullSignInClearsTheDetector() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        signIn.code(wrong(code)).code(wrong(code));
        detector(person).await(2);

        assertTrue(signIn.code(code).done(), signIn.tab()::text);

        detector(person).await(0);
    }

    @Test
    void clearingOneUsersLoginFailuresClearsTheGuardOfThatUserAlone() {
        TestUser person = person();
        TestUser other = person();
        for (TestUser guessing : List.of(person, other)) {
            afterPassword(guessing).code(wrong(mail(guessing).code()));
            detector(guessing).await(1);
            assertEquals(1, rows().failures(guessing));
        }

        realm.admin().attackDetection().clearBruteForceForUser(person.id());

        assertEquals(0, rows().failures(person));
        assertEquals(1, rows().failures(other));
    }

    @Test
    void whatIsNoCodeIsNoFailure() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        signIn.code("12345").code("").code("abcdef").resend();

        signIn.code(wrong(code));

        detector(person).await(1);
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }
}
