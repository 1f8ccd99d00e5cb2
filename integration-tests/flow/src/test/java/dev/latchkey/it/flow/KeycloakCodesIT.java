package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.HmacOTP;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Codes of Keycloak's own credentials that several of a user's sign-ins send at the same moment. */
@KeycloakIntegrationTest(config = FlowServer.class)
class KeycloakCodesIT extends FlowTest {

    private static final int USERS = 20;
    private static final int BROWSERS = 3;
    private static final List<String> RECOVERY_CODES = List.of("ABCDEFGHIJKL", "BCDEFGHIJKLM", "CDEFGHIJKLMN");
    private static final String SECRET = "a secret of an authenticator app";
    private static final HmacOTP APP = new HmacOTP(HmacOTP.DEFAULT_NUMBER_DIGITS, HmacOTP.HMAC_SHA1, 1);
    private static final Form OTP = new Form("kc-otp-login-form", "otp");

    @InjectRealm(config = Realms.KeycloakCodes.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_oneRecoveryCodeInSeveralBrowsersAtTheSameMoment_letsOneIn() {
        for (int user = 0; user < USERS; user++) {
            TestUser person = person();
            KeycloakCodes.recoveryCodes(server, realm, person, RECOVERY_CODES);
            assertEachOpensOneSignIn(person, new Form("kc-recovery-code-login-form", "recoveryCodeInput"),
                    RECOVERY_CODES);
        }
    }

    @Test
    void attack_oneCodeOfACounterInSeveralBrowsersAtTheSameMoment_letsOneIn() {
        List<String> codes = IntStream.range(0, 3).mapToObj(counter -> APP.generateHOTP(SECRET, counter)).toList();
        for (int user = 0; user < USERS; user++) {
            TestUser person = person();
            KeycloakCodes.counter(server, realm, person, SECRET);
            assertEachOpensOneSignIn(person, OTP, codes);
        }
    }

    /** A code accepts the ones that it leaves out as well, and a late writer must not set the counter back. */
    @Test
    void attack_aCodeOfACounterAndTheNextOneAtTheSameMoment_neitherOpensTwoSignIns() {
        List<String> codes = IntStream.range(0, 2).mapToObj(counter -> APP.generateHOTP(SECRET, counter)).toList();
        for (int user = 0; user < USERS; user++) {
            TestUser person = person();
            KeycloakCodes.counter(server, realm, person, SECRET);
            List<Browser> browsers = browsers(codes.size());
            List<Page> asked = asked(browsers, person);

            List<Page> pages = Burst.of(codes.size(), i -> OTP.post(browsers.get(i), asked.get(i), codes.get(i)));

            assertTrue(pages.stream().anyMatch(Posts::done), pages::toString);
            for (int code = 0; code < codes.size(); code++) {
                // the first one was left out where the second one is accepted
                if (Posts.done(pages.get(1)) || Posts.done(pages.get(code))) {
                    Browser another = new Browser(FlowServer.BASE);
                    Page again = OTP.post(another, asked(List.of(another), person).get(0), codes.get(code));
                    assertFalse(Posts.done(again), again::toString);
                }
            }
            assertEquals(pages.stream().filter(Posts::done).count(), events(person).count("LOGIN"));
        }
    }

    @Test
    void aCodeOfARequestThatIsRolledBack_isGoodOnceMore() {
        TestUser person = person();
        KeycloakCodes.counter(server, realm, person, SECRET);
        String code = APP.generateHOTP(SECRET, 0);
        KeycloakCodes.acceptedButRolledBack(server, realm, person, code);
        KeycloakCodes.acceptedButRolledBack(server, realm, person, code);

        Posts posts = new Posts(new Browser(FlowServer.BASE), realm);
        Page asked = posts.password(posts.open(), person);
        Page done = OTP.post(posts.browser(), asked, code);
        assertTrue(Posts.done(done), done::toString);
    }

    private void assertEachOpensOneSignIn(TestUser person, Form form, List<String> codes) {
        List<Browser> browsers = browsers(BROWSERS);
        List<Page> asked = asked(browsers, person);

        List<Page> pages = Burst.of(BROWSERS, i -> form.post(browsers.get(i), asked.get(i), codes.get(0)));

        assertEquals(1, pages.stream().filter(Posts::done).count(), pages::toString);
        int other = Posts.done(pages.get(0)) ? 1 : 0;
        Page again = form.post(browsers.get(other), pages.get(other), codes.get(0));
        assertFalse(Posts.done(again), again::toString);
        Page next = form.post(browsers.get(other), again, codes.get(1));
        assertTrue(Posts.done(next), next::toString);
        assertEquals(2, events(person).count("LOGIN"));
    }

    private static List<Browser> browsers(int count) {
        return Stream.generate(() -> new Browser(FlowServer.BASE)).limit(count).toList();
    }

    private List<Page> asked(List<Browser> browsers, TestUser person) {
        return browsers.stream().map(browser -> new Posts(browser, realm))
                .map(posts -> posts.password(posts.open(), person)).toList();
    }

    private record Form(String id, String field) {

        Page post(Browser browser, Page page, String code) {
            return browser.post(page.action(id), Map.of(field, code));
        }
    }
}
