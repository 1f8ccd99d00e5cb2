package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Requests of one sign-in, and of one user's sign-ins, that arrive at the same moment. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ParallelPostsIT extends FlowTest {

    private static final String CODE_FORM = "latchkey-code-form";
    private static final int FORMS = 40;
    private static final int PAIRS = 6;

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @InjectRealm(ref = "detector", config = Realms.Detector.class)
    ManagedRealm watched;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_parallelPostsOfOneForm_giveOneAuthorizationCode() {
        for (int form = 0; form < FORMS; form++) {
            TestUser person = person();
            Browser browser = new Browser(FlowServer.BASE);
            Page asked = new Posts(browser, realm).afterPassword(person);
            String code = mail(person).code();
            // two of the same code, then one of them wrong
            List<String> typed = form % 2 == 0 ? List.of(code, code) : List.of(code, wrong(code), wrong(code), code);
            List<Page> pages = Posts.atOnce(browser, asked.action(CODE_FORM), typed);

            List<Integer> in = IntStream.range(0, typed.size()).filter(i -> Posts.done(pages.get(i))).boxed().toList();
            assertTrue(in.size() <= 1, () -> pages + " of " + typed);
            assertTrue(in.stream().allMatch(i -> typed.get(i).equals(code)), () -> pages + " of " + typed);
            if (in.isEmpty()) {
                assertEquals(0, rows().used(person), () -> "spent for nothing: " + pages);
                Page again = browser.get(asked.action(CODE_FORM).replaceFirst("session_code=[^&]+&", ""));
                assertTrue(Posts.done(browser.post(again.action(CODE_FORM), Map.of("code", code))), pages::toString);
            }
            assertEquals(1, events(person).count("LOGIN"), pages::toString);
        }
    }

    /** Keycloak's detector alone rejects one of them, as if the password were wrong. */
    @Test
    void twoBrowsersOfOneUserAtThePasswordFormAtTheSameMoment_bothGoOn() {
        for (int pair = 0; pair < PAIRS; pair++) {
            TestUser person = person(watched, user -> user);
            List<Posts> browsers = browsers(2);
            List<Page> forms = browsers.stream().map(Posts::open).toList();
            for (Page page : Burst.of(2, i -> browsers.get(i).password(forms.get(i), person))) {
                assertTrue(page.asksForCode(), page::toString);
            }
            assertEquals(0, new EventLog(watched, person).count("LOGIN_ERROR"));
        }
    }

    @Test
    void attack_passwordsGuessedInParallel_areNotComparedOnceTheDetectorHasLocked() {
        for (int round = 0; round < PAIRS; round++) {
            TestUser person = person(watched, user -> user);
            List<Posts> browsers = browsers(12);
            List<Page> forms = browsers.stream().map(Posts::open).toList();
            Burst.of(browsers.size(), i -> browsers.get(i).password(forms.get(i), person, "guess " + i));

            Detector.settle(watched, person.username());
            List<String> errors = new EventLog(watched, person).all().stream().map(EventRepresentation::getError)
                    .toList();
            long compared = errors.stream().filter("invalid_user_credentials"::equals).count();
            assertTrue(compared >= 1 && compared <= 5, errors::toString);
            assertEquals(browsers.size(), new EventLog(watched, person).count("LOGIN_ERROR"));
        }
    }

    @Test
    void twoBrowsersOfOneUserAtTheSameMoment_bothGetInOrAreAskedToTryAgain() {
        for (int pair = 0; pair < PAIRS; pair++) {
            TestUser person = person(watched, user -> user);
            List<Posts> browsers = browsers(2);
            List<Page> asked = browsers.stream().map(browser -> {
                Detector.settle(watched, person.username());
                return browser.afterPassword(person);
            }).toList();
            List<String> codes = asked.stream().map(page -> newestCode(person, Posts.reference(page))).toList();
            Detector.settle(watched, person.username());

            List<Page> pages = Burst.of(2, i -> browsers.get(i).post(asked.get(i), codes.get(i)));

            for (int i = 0; i < pages.size(); i++) {
                Page page = pages.get(i);
                if (!Posts.done(page)) {
                    assertTrue(page.text().contains("Try again in a moment"), page::toString);
                    Detector.settle(watched, person.username());
                    assertTrue(Posts.done(browsers.get(i).post(page, codes.get(i))), page::toString);
                }
            }
        }
    }

    private List<Posts> browsers(int count) {
        return Stream.generate(() -> new Posts(new Browser(FlowServer.BASE), watched)).limit(count).toList();
    }
}
