package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;

import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

/** Common parts of the tests of trusted devices. */
abstract class TrustTest extends FlowTest {

    @InjectRealm(config = Realms.Trust.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    /** A browser that a user has just trusted and then closed. */
    Browser trusted(TestUser person) {
        return trust(browser(), person);
    }

    Browser trust(Browser browser, TestUser person) {
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.codeAndTrust(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        return browser.endSession();
    }

    /** Waits for a notification whose subject contains this. */
    Mail notification(TestUser person, String subject) {
        return Eventually.present("a notice: " + subject, () -> mails(person).stream()
                .filter(mail -> mail.subject().contains(subject)).findFirst());
    }

    void assertNotAsked(Browser browser, TestUser person) {
        SignIn signIn = afterPassword(browser.endSession(), person);
        assertTrue(signIn.done(), signIn.tab()::text);
        browser.endSession();
    }

    void assertAsked(Browser browser, TestUser person) {
        SignIn signIn = afterPassword(browser.endSession(), person);
        assertFalse(signIn.done(), "the factor is asked");
        // by the code's page, which has no field where a test has used up its mails
        assertTrue(signIn.tab().has("latchkey-email-otp"), signIn.tab()::text);
        browser.endSession();
    }

    void pass(Duration duration) {
        time.set((int) duration.toSeconds());
    }

    Optional<String> device(TestUser person) {
        return realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-trusted-device"))
                .map(credential -> credential.getId()).findFirst();
    }
}
