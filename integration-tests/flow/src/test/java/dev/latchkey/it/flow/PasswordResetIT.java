package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Resetting a forgotten password by code or link. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PasswordResetIT extends UnverifiedUserTest {

    private static final String REPLACED = "Your password was changed in the meantime.";

    @Test
    void aCodeLeadsToANewPasswordAndThenToTheWholeSignIn() {
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.username());
        assertTrue(reset.asksForCode(), reset.tab()::text);
        Mail mail = mailOf(person.email(), reset);
        assertTrue(mail.text().contains("Use this code to choose a new password:"), mail::text);

        reset.code(mail.code());
        assertTrue(reset.asksForNewPassword(), reset.tab()::text);
        reset.newPassword(NEW_PASSWORD);

        assertTrue(reset.asksForPassword(), reset.tab()::text);
        assertTrue(reset.tab().text().contains("Your password has been changed."), reset.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
        reset.password(person.username(), TestUser.PASSWORD);
        assertTrue(reset.asksForPassword(), "the old password is dead");
        reset.password(person.username(), NEW_PASSWORD);
        assertTrue(reset.asksForCode(), "the second factor is asked");
        assertTrue(reset.code(mailOf(person.email(), reset).code()).done(), reset.tab()::text);
    }

    /** A password manager gets the name that was typed, which need not be the account's name. */
    @Test
    void thePageGivesPasswordManagersTheTypedNameAndShowsThePasswordOnDemand() {
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.email().toUpperCase(Locale.ROOT));
        reset.code(mailOf(person.email(), reset).code());
        assertNewPasswordPage(reset, person);
        reset.tab().type("password-new", "one").type("password-confirm", "another").click("latchkey-new-password-save");
        assertNewPasswordPage(reset, person);
    }

    private static void assertNewPasswordPage(SignIn reset, TestUser person) {
        assertTrue(reset.asksForNewPassword(), reset.tab()::text);
        assertEquals(person.email().toUpperCase(Locale.ROOT),
                reset.tab().attribute("latchkey-username", "value").orElseThrow());
        assertEquals("username", reset.tab().attribute("latchkey-username", "autocomplete").orElseThrow());
        for (String field : List.of("password-new", "password-confirm")) {
            assertEquals(field, reset.tab().attribute(field + "-show-password", "aria-controls").orElseThrow());
            assertEquals("Show password",
                    reset.tab().attribute(field + "-show-password", "data-label-show").orElseThrow());
        }
    }

    @Test
    void theLinkDoesTheSameInTheSameBrowserAlone() {
        TestUser person = person();
        Browser browser = browser();
        SignIn reset = forgotten(browser, person.email());
        String link = mailOf(person.email(), reset).link();
        assertEquals("elsewhere", LinkVisit.open(browser().tab(), link).state());

        LinkVisit visit = LinkVisit.open(browser.tab(), link).proceed();
        assertTrue(visit.tab().has("latchkey-new-password-form"), visit.tab()::text);
        visit.tab().type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .click("latchkey-new-password-save");
        assertTrue(visit.tab().text().contains("Your password has been changed."), visit.tab()::text);
    }

    @Test
    void aResetEndsDevicesAndSessionsAndTheGuardsStopAndTheDetectorsLock() {
        TestUser person = person();
        Browser trusted = browser();
        SignIn signIn = afterPassword(trusted, person);
        assertTrue(signIn.codeAndTrust(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        assertEquals(1, rows().trusted(person));
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
        rows().stop(realm.getId(), person);
        detector(person).lock(browser());

        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code()).newPassword(NEW_PASSWORD);

        assertEquals(0, rows().trusted(person));
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
        SignIn again = SignIn.open(trusted.endSession().tab(), realm).password(person.username(), NEW_PASSWORD);
        assertTrue(again.asksForCode(), again.tab()::text);
        assertTrue(again.code(mailOf(person.email(), again).code()).done(), again.tab()::text);
    }

    @Test
    void attack_codeOfAnEarlierReset_undoesNoLaterOne() {
        TestUser person = person();
        SignIn earlier = forgotten(browser(), person.username());
        String code = mailOf(person.email(), earlier).code();
        SignIn later = forgotten(browser(), person.username());
        later.code(mailOf(person.email(), later).code()).newPassword(NEW_PASSWORD);

        earlier.code(code);
        assertTrue(earlier.asksForCode(), earlier.tab()::text);
        assertEquals(1, events(person).count("UPDATE_CREDENTIAL"));
    }

    @Test
    void attack_codeOfAnEarlierReset_inANewTabOfItsBrowser_undoesNoLaterOne() {
        TestUser person = person();
        Browser attacker = browser();
        SignIn earlier = forgotten(attacker, person.username());
        Mail mail = mailOf(person.email(), earlier);
        reset(person);

        SignIn again = forgotten(attacker, person.username());
        again.code(mail.code());
        assertTrue(again.asksForCode(), again.tab()::text);
        assertFalse(LinkVisit.post(attacker.tab(), mail.link()).tab().has("latchkey-new-password"));
        assertFalse(again.refresh().asksForNewPassword(), again.tab()::text);
        assertEquals(1, events(person).count("UPDATE_CREDENTIAL"));
    }

    @Test
    void aCodeFromBeforeAReset_isReplacedByAnotherMailWhenItsBrowserAsksAgain() {
        TestUser person = person();
        Browser desktop = browser();
        SignIn earlier = forgotten(desktop, person.username());
        Mail old = mailOf(person.email(), earlier);
        reset(person);

        SignIn again = forgotten(desktop, person.username());
        assertNotEquals(earlier.reference(), again.reference());
        Mail mail = mailOf(person.email(), again);
        assertNotEquals(old.code(), mail.code());
        assertEquals(again.reference(), forgotten(desktop, person.username()).reference());
        assertEquals(3, inbox().all(person.email()).stream().filter(sent -> sent.subject().startsWith("Your code"))
                .count(), "the phone's, and one for each password");
        assertTrue(again.code(mail.code()).asksForNewPassword(), again.tab()::text);
    }

    @Test
    void aCodeThatWasAskedForBeforeTheAccountCouldHaveOne_isMailedWhenItsBrowserAsksAgain() {
        TestUser person = person(user -> user.enabled(false));
        Browser browser = browser();
        SignIn early = forgotten(browser, person.username());
        assertTrue(early.asksForCode(), early.tab()::text);
        realm.updateUserWithCleanup(person.username(), user -> user.enabled(true));

        SignIn again = forgotten(browser, person.username());
        assertNotEquals(early.reference(), again.reference());
        assertTrue(again.code(mailOf(person.email(), again).code()).asksForNewPassword(), again.tab()::text);
    }

    @Test
    void twoAccountsWithOneMailboxShareNoCode() {
        realm.updateWithCleanup(update -> {
            update.build().setLoginWithEmailAllowed(false);
            update.build().setRegistrationEmailAsUsername(false);
            update.build().setDuplicateEmailsAllowed(true);
            return update;
        });
        TestUser one = person();
        UserRepresentation second = realm.admin().users().get(person().id()).toRepresentation();
        second.setEmail(one.email());
        realm.admin().users().get(second.getId()).update(second);
        String oneName = realm.admin().users().get(one.id()).toRepresentation().getUsername();

        Browser browser = browser();
        SignIn ofOne = forgotten(browser, oneName);
        mailOf(one.email(), ofOne);
        SignIn ofOther = forgotten(browser, second.getUsername());
        assertNotEquals(ofOne.reference(), ofOther.reference());
        assertEquals(ofOne.reference(), forgotten(browser, oneName).reference());
        assertTrue(ofOther.code(mailOf(one.email(), ofOther).code()).asksForNewPassword(), ofOther.tab()::text);
        assertEquals(2, inbox().all(one.email()).size());
    }

    /** The reference must not tell that an account stands behind the address. */
    @Test
    void attack_accountDisabledBetweenTwoRequestsOfABrowser_isAnsweredAsBefore() {
        TestUser person = person();
        Browser attacker = browser();
        SignIn first = forgotten(attacker, person.username());
        realm.updateUserWithCleanup(person.username(), user -> user.enabled(false));
        assertEquals(first.reference(), forgotten(attacker, person.username()).reference());
    }

    @Test
    void attack_signingUpBetweenTwoRequestsOfABrowser_doesNotTellWhetherTheAddressWasTaken() {
        for (String address : List.of(person().email(), freshAddress())) {
            Browser attacker = browser();
            SignIn first = forgotten(attacker, address);
            signUp(address, NEW_PASSWORD);
            assertEquals(first.reference(), forgotten(attacker, address).reference(), address);
            signUp(address, NEW_PASSWORD);
            assertEquals(first.reference(), forgotten(attacker, address).reference(), address);
        }
    }

    @Test
    void attack_passwordlessCodeFromBeforeAReset_inANewTabOfItsBrowser_signsNoUserIn() {
        TestUser person = person();
        Browser attacker = browser();
        Mail mail = mailOf(person.email(), passwordless(attacker, person.username()));
        reset(person);

        SignIn again = passwordless(attacker, person.username());
        assertFalse(again.code(mail.code()).done(), again.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
        assertTrue(again.code(mailOf(person.email(), again).code()).done(), again.tab()::text);
    }

    @Test
    void attack_resetAlreadyAtItsNewPassword_undoesNoLaterOne() {
        TestUser person = person();
        SignIn earlier = forgotten(browser(), person.username());
        earlier.code(mailOf(person.email(), earlier).code());
        assertTrue(earlier.asksForNewPassword(), earlier.tab()::text);
        reset(person);

        earlier.newPassword("a third " + NEW_PASSWORD);
        assertTrue(earlier.tab().text().contains(REPLACED), earlier.tab()::text);
        assertEquals(1, events(person).count("UPDATE_CREDENTIAL"));
        assertEquals(1, events(person).count("RESET_PASSWORD_ERROR"));
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForCode());
    }

    @Test
    void attack_signInBegunWithTheOldPassword_endsWithAReset() {
        TestUser person = person();
        Browser thief = browser();
        SignIn begun = afterPassword(thief, person);
        String code = mailOf(person.email(), begun).code();
        reset(person);

        begun.codeAndTrust(code);
        assertTrue(begun.asksForPassword(), begun.tab()::text);
        assertTrue(begun.tab().text().contains(REPLACED), begun.tab()::text);
        assertTrue(thief.devices().isEmpty());
        assertEquals(0, rows().trusted(person));
        assertEquals(0, events(person).count("LOGIN"));
        begun.password(person.username(), TestUser.PASSWORD);
        assertTrue(begun.asksForPassword(), begun.tab()::text);
        begun.password(person.username(), NEW_PASSWORD);
        assertTrue(begun.code(mailOf(person.email(), begun).code()).done(), begun.tab()::text);
    }

    private void reset(TestUser person) {
        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code()).newPassword(NEW_PASSWORD);
        assertTrue(reset.tab().text().contains("Your password has been changed."), reset.tab()::text);
    }

    @Test
    void attack_trustMintedByAPasswordReset_isImpossible() {
        TestUser person = person();
        Browser browser = browser();
        SignIn reset = forgotten(browser, person.username());
        reset.post("code=" + mailOf(person.email(), reset).code() + "&trust=yes").newPassword(NEW_PASSWORD);
        assertTrue(browser.devices().isEmpty());
        assertEquals(0, rows().devices(person));
    }

    @Test
    void attack_preHijacking_aResetOfAPlantedAccountLeavesTheAttackerNothing() {
        String email = freshAddress();
        SignIn attacker = signUp(email, "the attackers password");
        Mail attackers = mailOf(email, attacker);
        TestUser planted = owner(email);
        CredentialRepresentation factor = new CredentialRepresentation();
        factor.setType("otp");
        factor.setUserLabel("planted");
        factor.setSecretData("{\"value\":\"ABCDEFGHIJKLMNOPQRST\"}");
        factor.setCredentialData(
                "{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,\"algorithm\":\"HmacSHA1\"}");
        plant(planted, factor);

        SignIn victim = forgotten(browser(), email);
        victim.code(mailOf(email, victim).code()).newPassword(NEW_PASSWORD);

        assertTrue(pending(email), "a reset verifies no address");
        assertEquals(1, realm.admin().users().get(planted.id()).credentials().size(), "the password alone");
        SignIn again = SignIn.open(browser().tab(), realm).password(email, "the attackers password");
        assertTrue(again.asksForPassword(), again.tab()::text);
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD);
        signIn.code(mailOf(email, signIn).code());
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
        assertFalse(attacker.code(attackers.code()).done() && pending(email));
    }

    private void plant(TestUser person, CredentialRepresentation factor) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setCredentials(List.of(factor));
        realm.admin().users().get(person.id()).update(user);
        assertEquals(2, realm.admin().users().get(person.id()).credentials().size());
    }

    @Test
    void aPasswordThatThePolicyRefusesIsAskedForAgainAndChangesNothing() {
        realm.updateWithCleanup(builder -> builder.passwordPolicy("length(12)"));
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code()).newPassword("short");
        assertTrue(reset.asksForNewPassword(), reset.tab()::text);
        assertTrue(reset.tab().text().contains("minimum length 12"), reset.tab()::text);
        assertTrue(afterPassword(person).asksForCode(), "the old password stands");
        assertTrue(reset.newPassword(NEW_PASSWORD).asksForPassword(), reset.tab()::text);
    }

    @Test
    void attack_userDisabledBetweenCodeAndPasswordIsRefused() {
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code());
        realm.updateUserWithCleanup(person.username(), user -> user.enabled(false));
        reset.newPassword(NEW_PASSWORD);
        assertFalse(reset.tab().text().contains("Your password has been changed."), reset.tab()::text);
        assertEquals(0, events(person).count("UPDATE_CREDENTIAL"));
    }
}
