package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Sign-ins in which the code is no second factor after a password of the same sign-in: they reach the step of trust and
 * must not trust the device, and no number is matched in them.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class NoTrustIT extends FlowTest {

    private static final Map<String, String> NUMBER_MATCHING = Map.of("link_number_matching", "true");
    private static final Pattern LINK = Pattern.compile("http\\S+/login-actions/action-token\\S+");

    @InjectRealm(ref = "broker", config = Realms.TrustAfterBroker.class)
    ManagedRealm broker;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @InjectRealm(ref = "reset", config = Realms.TrustAfterReset.class)
    ManagedRealm reset;

    @Override
    ManagedRealm realm() {
        return broker;
    }

    @Test
    void attack_trustMintedOnABrokeredLogin_isImpossible() {
        TestUser person = person(home, user -> user);
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), broker, Realms.APP, "&kc_idp_hint=home").password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertFalse(signIn.offersTrust(), "it could not be honoured");
        Mail mail = inbox().mail(person, 1);
        signIn.post("code=" + mail.code() + "&trust=yes&login=true");
        assertTrue(signIn.done(), signIn.tab()::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().ofRealm("LATCHKEY_TRUSTED_DEVICE", broker.getId()));
    }

    @Test
    void attack_trustMintedWhereAnAccountIsLinkedToABroker_isImpossible() {
        TestUser person = person(home, user -> user);
        TestUser here = person(broker, user -> user.email(person.email()));
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), broker, Realms.APP, "&kc_idp_hint=home").password(person);
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        for (String step : List.of("first broker login", "post broker login")) {
            assertTrue(signIn.asksForCode(), () -> step + ": " + signIn.tab().text());
            assertFalse(signIn.offersTrust(), step);
            signIn.post("code=" + newestCode(person, signIn.reference()) + "&trust=yes&login=true");
        }
        assertTrue(signIn.done(), signIn.tab()::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(here));
    }

    @Test
    void attack_numberMatchingOnABrokeredLogin_isNotOffered() {
        VerifyEmail.in(broker).policy(NUMBER_MATCHING);
        TestUser person = person(home, user -> user);
        SignIn signIn = SignIn.open(browser().tab(), broker, Realms.APP, "&kc_idp_hint=home").password(person);
        assertMatchesNoNumber(signIn, inbox().mail(person, 1));
        assertTrue(signIn.code(inbox().mail(person, 1).code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_numberMatchingWhereAnAccountIsLinkedToABroker_isNotOffered() {
        VerifyEmail.in(broker).policy(NUMBER_MATCHING);
        TestUser person = person(home, user -> user);
        person(broker, user -> user.email(person.email()));
        SignIn signIn = SignIn.open(browser().tab(), broker, Realms.APP, "&kc_idp_hint=home").password(person);
        // the password of the account here was typed, but in the flow that links it
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        for (String step : List.of("first broker login", "post broker login")) {
            assertTrue(signIn.asksForCode(), () -> step + ": " + signIn.tab().text());
            assertMatchesNoNumber(signIn, Eventually.present(step, () -> mails(person).stream()
                    .filter(mail -> mail.reference().equals(signIn.reference())).findFirst()));
            signIn.code(newestCode(person, signIn.reference()));
        }
        assertTrue(signIn.done(), signIn.tab()::text);
    }

    private void assertMatchesNoNumber(SignIn signIn, Mail mail) {
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertFalse(signIn.tab().has("latchkey-number"), signIn.tab()::text);
        assertEquals("elsewhere", LinkVisit.open(browser().tab(), mail.link()).state());
        assertEquals("elsewhere", LinkVisit.post(browser().tab(), mail.link(), "&number=00").state());
        signIn.post("code=&confirmed=true");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    @Test
    void attack_trustMintedByAPasswordReset_isImpossible() {
        TestUser person = person(reset, user -> user);
        Browser browser = browser();
        Tab tab = SignIn.open(browser.tab(), reset).tab();
        tab.open(reset.getBaseUrl() + "/login-actions/reset-credentials?client_id=" + Realms.APP);
        tab.type("username", person.username()).submit("kc-reset-password-form");
        String link = Eventually.present("the mail with Keycloak's link", () -> inbox().all(person.email()).stream()
                .map(mail -> LINK.matcher(mail.text()).results().map(MatchResult::group).findFirst())
                .flatMap(Optional::stream).findFirst());
        tab.open(link);
        SignIn code = SignIn.in(tab, reset);
        assertTrue(code.asksForCode(), tab::text);
        assertFalse(code.offersTrust(), "it could not be honoured");
        code.post("code=" + newestCode(person, code.reference()) + "&trust=yes&login=true");
        tab.type("password-new", TestUser.PASSWORD + "1").type("password-confirm", TestUser.PASSWORD + "1")
                .submit("kc-passwd-update-form");
        assertTrue(tab.text().contains("Your account has been updated"), tab::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().ofRealm("LATCHKEY_TRUSTED_DEVICE", reset.getId()));
    }
}
