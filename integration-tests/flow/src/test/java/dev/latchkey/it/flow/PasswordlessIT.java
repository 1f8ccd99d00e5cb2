package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The code as the only factor, for a client that asks for it. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PasswordlessIT extends UnverifiedUserTest {

    @Test
    void aCodeAloneSignsIn() {
        TestUser person = person();
        SignIn signIn = passwordless(browser(), person.username());
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertFalse(signIn.offersTrust(), "it could not be honoured");
        Mail mail = mailOf(person.email(), signIn);
        assertTrue(mail.text().contains("without it, nobody gets in"), mail::text);
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void rememberMeIsHonouredAsByThePasswordForm() {
        realm.updateWithCleanup(update -> {
            update.build().setRememberMe(true);
            return update;
        });
        TestUser person = person();
        SignIn ticked = SignIn.open(browser().tab(), realm, Realms.OTHER_APP);
        ticked.tab().tick("rememberMe");
        ticked.username(person.username());
        assertTrue(ticked.code(mailOf(person.email(), ticked).code()).done(), ticked.tab()::text);
        assertEquals(List.of(true), remembered(person));

        realm.admin().users().get(person.id()).logout();
        SignIn plain = passwordless(browser(), person.username());
        assertTrue(plain.code(mailOf(person.email(), plain).code()).done(), plain.tab()::text);
        assertEquals(List.of(false), remembered(person));
    }

    @Test
    void attack_rememberMeSentWhereTheRealmHasItOff_hasNoEffect() {
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP);
        assertFalse(signIn.tab().has("rememberMe"), signIn.tab()::text);
        signIn.post(signIn.tab().action("kc-form-login"), "username=" + person.username() + "&rememberMe=on");
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        assertEquals(List.of(false), remembered(person));
    }

    private List<Boolean> remembered(TestUser person) {
        return realm.admin().users().get(person.id()).getUserSessions().stream()
                .map(UserSessionRepresentation::isRememberMe).toList();
    }

    @Test
    void theLinkDoesTheSame() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = passwordless(browser, person.email());
        LinkVisit.open(browser.tab(), mailOf(person.email(), signIn).link()).proceed();
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_trustMintedByTheCodeAlone_isImpossible() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = passwordless(browser, person.username());
        signIn.post("code=" + mailOf(person.email(), signIn).code() + "&trust=yes&login=true");
        assertTrue(signIn.done(), signIn.tab()::text);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(person));
    }

    @Test
    void aRightCodeClearsTheDetectorsCountAsAPasswordDoes() {
        TestUser person = person();
        detector(person).wrongPasswords(browser(), 3);
        SignIn signIn = passwordless(browser(), person.username());
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        detector(person).await(0);
    }

    /** Otherwise each sign-in of the owner would give an attacker as many guesses again. */
    @Test
    void attack_aRightCodeOfTheOwner_givesNoFurtherGuessesThatDay() {
        TestUser owner = person();
        SignIn attacker = passwordless(browser(), owner.username());
        attacker.code(wrong(mailOf(owner.email(), attacker).code()));
        assertEquals(1, rows().failures(owner));
        SignIn signIn = passwordless(browser(), owner.username());
        assertTrue(signIn.code(mailOf(owner.email(), signIn).code()).done(), signIn.tab()::text);
        assertEquals(1, rows().failures(owner));
    }

    @Test
    void attack_whomTheDetectorHasLocked_theRightCodeDoesNotLetIn() {
        TestUser person = person();
        detector(person).lock(browser());
        SignIn signIn = passwordless(browser(), person.username());
        assertTrue(signIn.asksForCode(), "before any factor nothing is told");
        signIn.code(mailOf(person.email(), signIn).code());
        assertFalse(signIn.done());
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void attack_changingOnesNameAfterTheLinkWasOpened_signsNoUserIn() {
        TestUser attacker = person();
        TestUser victim = person();
        Browser browser = browser();
        SignIn signIn = passwordless(browser, attacker.username());
        String link = mailOf(attacker.email(), signIn).link();
        browser.withoutRedirects();
        LinkVisit.open(browser.tab(), link).proceed();
        browser.withRedirects();

        signIn.tab().back();
        signIn.username(victim.username());

        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(0, events(victim).count("LOGIN"));
    }

    @Test
    void attack_pageOfAnOwnLink_doesNotShowWhetherAnotherTabsUserExists() {
        TestUser attacker = person();
        TestUser victim = person();
        assertEquals(stateBeside(attacker, victim.username()), stateBeside(attacker, "unknown-" + victim.username()));
    }

    /** The state of an own link whose challenge was left, while the tab waits for another user's code. */
    private String stateBeside(TestUser attacker, String name) {
        Browser browser = browser();
        SignIn own = passwordless(browser, attacker.username());
        String link = mailOf(attacker.email(), own).link();
        own.tab().back();
        own.username(name);
        assertTrue(own.asksForCode(), own.tab()::text);
        return LinkVisit.open(browser.tab(), link).state();
    }

    @Test
    void whoIsSignedInAndReauthenticatesIsNotAskedForTheName() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = passwordless(browser, person.username());
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);

        SignIn again = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, "&prompt=login");
        assertTrue(again.asksForCode(), again.tab()::text);
        assertTrue(again.code(mailOf(person.email(), again).code()).done(), again.tab()::text);
    }

    @Test
    void attack_userWhomAnotherStepHasNamed_isNamedAnewAndIsMailedNothing() {
        override(realm, Realms.OTHER_APP, "browser", Realms.NAMED_TWICE);
        TestUser victim = person();
        TestUser attacker = person();
        SignIn signIn = passwordless(browser(), victim.username());
        assertFalse(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.tab().has("kc-form-login"), signIn.tab()::text);
        assertEquals(List.of(), mails(victim));

        signIn.username(attacker.username());
        assertTrue(signIn.code(mailOf(attacker.email(), signIn).code()).done(), signIn.tab()::text);
        assertEquals(1, events(attacker).count("LOGIN"));
        assertEquals(0, events(victim).count("LOGIN"));
    }

    @Test
    void attack_passiveRequestAtTheNameOfACodeAlone_showsAndMailsNothing() {
        TestUser person = person();
        SignIn silent = SignIn.open(browser().tab(), realm, Realms.OTHER_APP,
                "&prompt=none&login_hint=" + person.username());
        assertTrue(silent.tab().location().getQuery().contains("error=login_required"), silent.tab()::text);
        assertEquals(List.of(), mails(person));
    }

    @Test
    void attack_challengeOfAPendingAccountThatWasReplaced_isDead() {
        String email = freshAddress();
        signUp(email, "the attackers password");
        Browser browser = browser();
        SignIn attacker = passwordless(browser, email);
        Mail mail = mailOf(email, attacker);
        signUp(email, TestUser.PASSWORD);

        assertEquals("over", LinkVisit.open(browser.tab(), mail.link()).state());
        assertEquals("Wrong code. 2 attempts left.", attacker.code(mail.code()).message());
        assertFalse(attacker.done());
        assertEquals(0, rows().used(owner(email)));
        assertEquals(0, events(owner(email)).count("LOGIN"));
        assertTrue(pending(email));
    }

    /** Which is why the webhook counts such successes as it counts failures. */
    @Test
    void keycloakReportsARestartAsASuccessOfTheUserWhoWasOnlyNamed() {
        TestUser person = person();
        runs(Realms.OTHER_APP, "browser", Realms.NAME_FIRST);
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(person.username());
        signIn.restart();
        EventLog events = new EventLog(realm, person);
        assertEquals(1, events.count("RESTART_AUTHENTICATION"));
        assertEquals(0, events.count("RESTART_AUTHENTICATION_ERROR"));
    }
}
