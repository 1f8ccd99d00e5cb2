package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A code is valid once, and only where it was asked for. The purposes are in {@link VerifyEmailIT}. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class BindingIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @InjectRealm(ref = "neighbour", config = Realms.Neighbour.class)
    ManagedRealm neighbour;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_codeOfAnotherUserIsRefused() {
        TestUser person = person();
        TestUser other = person();
        afterPassword(person);
        String code = mail(person).code();
        SignIn signIn = afterPassword(other);
        mail(other);

        assertWrong(signIn, code);
    }

    @Test
    void attack_codeOfAnotherRealmIsRefused() {
        TestUser person = person();
        afterPassword(person);
        String code = mail(person).code();
        TestUser abroad = person(neighbour, user -> user);
        SignIn there = SignIn.open(browser().tab(), neighbour).password(abroad);
        mail(abroad);

        assertWrong(there, code);
    }

    @Test
    void attack_linkOfAnotherRealmIsRefused() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);

        LinkVisit visit = LinkVisit.post(browser.tab(),
                mail.link().replace("/realms/" + realm.getName(), "/realms/" + neighbour.getName()));

        assertEquals("invalid", visit.state());
        assertTrue(signIn.refresh().asksForCode(), signIn.tab()::text);
    }

    @Test
    void attack_codeOfAnotherBrowserIsRefused() {
        TestUser person = person();
        afterPassword(person);
        String code = mail(person).code();
        SignIn other = afterPassword(person);
        mail(person, 2);

        assertWrong(other, code);
    }

    @Test
    void attack_loginFixationByAPlantedSession_signsInOnlyItsVictim() {
        TestUser person = person();
        Browser attacker = browser();
        SignIn planted = SignIn.open(attacker.tab(), realm);
        Browser victim = browser();
        victim.copyCookies(attacker);
        SignIn signIn = afterPassword(victim, person);
        assertFalse(planted.refresh().done(), "the attacker sees the code's page at most");

        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);

        assertFalse(planted.refresh().done(), planted.tab()::text);
        assertTrue(SignIn.open(attacker.tab(), realm).asksForPassword());
        assertTrue(SignIn.open(victim.tab(), realm).done());
    }

    @Test
    void attack_replayAfterSuccessIsRefused() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        String form = signIn.action();
        assertTrue(signIn.code(code).done(), signIn.tab()::text);

        signIn.post(form, "code=" + code);

        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_replayFromAStolenSessionAfterSuccessIsRefused() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        Browser thief = browser();
        thief.copyCookies(browser);
        String form = signIn.action();
        assertTrue(signIn.code(code).done(), signIn.tab()::text);

        Tab stolen = thief.tab().post(form, "code=" + code);

        assertFalse(stolen.location().toString().contains("&code="), stolen::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_replayAfterLogoutIsRefused() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
        realm.admin().users().get(person.id()).logout();

        SignIn again = afterPassword(browser, person);
        assertTrue(again.asksForCode(), again.tab()::text);
        mail(person, 2);

        assertWrong(again, code);
    }

    @Test
    void attack_backButtonAfterSuccessSignsNoUserIn() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        assertTrue(signIn.code(code).done(), signIn.tab()::text);

        signIn.tab().back();

        assertFalse(signIn.done());
        assertEquals(1, events(person).count("LOGIN"));
        assertEquals(1, rows().sends(person));
    }

    private void assertWrong(SignIn signIn, String code) {
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.code(code);
        assertFalse(signIn.done());
        assertEquals("Wrong code. 2 attempts left.", signIn.message());
    }
}
