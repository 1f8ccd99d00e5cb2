package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.UserModel;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** One tab that moves from flow to flow: no flow reads what another flow has written. */
@KeycloakIntegrationTest(config = FlowServer.class)
class FlowMovesIT extends UnverifiedUserTest {

    @Test
    void attack_registrationResetRegistration_inOneTab_signsInNoAccountThatTheResetHasNamed() {
        TestUser victim = person();
        SignIn attacker = signUp(freshAddress(), TestUser.PASSWORD);
        assertTrue(attacker.asksForCode(), attacker.tab()::text);

        attacker.moveTo("reset-credentials").reset(victim.email());
        assertTrue(attacker.asksForCode(), attacker.tab()::text);
        mailOf(victim.email(), attacker);
        assertEquals(1, mails(victim).size(), "the mail of the reset");
        attacker.moveTo("registration");

        assertTrue(attacker.asksToRegister(), attacker.tab()::text);
        assertEquals(1, mails(victim).size(), "and none of a sign-up");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_levelOfAFlowThatAPolicySelects_isNotGivenByARegistration(boolean moved) {
        SelectedFlow.set(realm, Realms.BROWSER, 3);
        String email = freshAddress();
        SignIn tab = moved
                ? SignIn.open(browser().tab(), realm).moveTo("registration")
                : SignIn.register(browser().tab(), realm);
        tab.fillIn(email, TestUser.PASSWORD);
        assertTrue(tab.code(mailOf(email, tab).code()).done(), tab.tab()::text);
        assertEquals("1", tab.idToken().get("acr").asText());
    }

    @Test
    void attack_levelOfAFlowThatAPolicySelects_isNotGivenByAReset() {
        SelectedFlow.set(realm, Realms.BROWSER, 3);
        realm.updateWithCleanup(update -> {
            update.build().setResetCredentialsFlow(Realms.RESET_BY_CODE);
            return update;
        });
        TestUser person = person();
        SignIn tab = SignIn.open(browser().tab(), realm).moveTo("reset-credentials").reset(person.email());
        assertTrue(tab.code(mailOf(person.email(), tab).code()).done(), tab.tab()::text);
        assertEquals("1", tab.idToken().get("acr").asText());
    }

    @Test
    void theLevelOfAFlowThatAPolicySelectsIsGivenByThatFlowAfterAMoveToo() {
        SelectedFlow.set(realm, Realms.BROWSER, 3);
        TestUser person = person();
        SignIn tab = SignIn.open(browser().tab(), realm).moveTo("reset-credentials").moveTo("registration")
                .moveTo("authenticate").password(person);
        assertTrue(tab.code(mailOf(person.email(), tab).code()).done(), tab.tab()::text);
        assertEquals("3", tab.idToken().get("acr").asText());
    }

    /** Names and address stay in the tab for a user who corrects them, and go with it. */
    @Test
    void whatWasTypedForASignUpIsInNoSessionOfAnotherUser() {
        TestUser other = person();
        String typed = freshAddress();
        SignIn tab = signUp(typed, TestUser.PASSWORD);
        tab.moveTo("registration");
        assertTrue(tab.tab().source().contains(typed), tab.tab()::source);

        tab.moveTo("authenticate").password(other);
        tab.code(mailOf(other.email(), tab).code());

        assertTrue(tab.done(), tab.tab()::text);
        assertEquals("", server.fetch(TypedNotes.of(realm.getName(), other.id()), String.class));
    }

    @Test
    void whereTheActionIsOffWhatWasTypedIsInNoSessionOfAnotherUserEither() {
        TestUser other = person();
        SignIn tab = signUp(freshAddress(), TestUser.PASSWORD);
        action.turn(false);
        realm.cleanup().add(ended -> action.turn(true));

        tab.moveTo("authenticate").password(other);
        tab.code(mailOf(other.email(), tab).code());

        assertTrue(tab.done(), tab.tab()::text);
        assertEquals("", server.fetch(TypedNotes.of(realm.getName(), other.id()), String.class));
    }

    @Test
    void aTabThatHasLeftItsSignUpForTheSignInStartsOverAtTheSignIn() {
        SignIn tab = signUp(freshAddress(), TestUser.PASSWORD);
        tab.moveTo("authenticate");
        assertTrue(tab.asksForPassword(), tab.tab()::text);

        tab.moveTo("restart");

        assertTrue(tab.asksForPassword(), tab.tab()::text);
    }

    @Test
    void aSignUpThatIsNotProvenStartsOverAtTheForm() {
        SignIn tab = signUp(freshAddress(), TestUser.PASSWORD);
        assertTrue(tab.asksForCode(), tab.tab()::text);
        assertTrue(tab.moveTo("restart").asksToRegister(), tab.tab()::text);
    }

    @Test
    void aSignUpThatIsProvenStartsOverAtTheSignIn() {
        defaultAction(UserModel.RequiredAction.UPDATE_PROFILE.name());
        String email = freshAddress();
        SignIn tab = signUp(email, TestUser.PASSWORD);
        tab.code(mailOf(email, tab).code());
        assertFalse(tab.done(), tab.tab()::text);

        tab.moveTo("restart");

        assertTrue(tab.asksForPassword(), tab.tab()::text);
    }

    private void defaultAction(String alias) {
        RequiredActionProviderRepresentation known = realm.admin().flows().getRequiredAction(alias);
        known.setDefaultAction(true);
        realm.admin().flows().updateRequiredAction(alias, known);
        realm.cleanup().add(ended -> {
            known.setDefaultAction(false);
            ended.flows().updateRequiredAction(alias, known);
        });
    }

    @Test
    void attack_aResetsCode_afterTheTabHasMovedToRegistrationAndBack_opensNothing() {
        TestUser victim = person();
        SignIn attacker = forgotten(browser(), victim.email());
        String code = mailOf(victim.email(), attacker).code();
        String action = attacker.action();

        attacker.moveTo("registration");
        attacker.post(action, "code=" + code + "&login=true");

        assertFalse(attacker.asksForNewPassword(), attacker.tab()::text);
        assertFalse(attacker.done(), attacker.tab()::text);
    }

    @Test
    void attack_ownPasswordThenAnothersReset_inOneTab_isNoFirstFactorOfTheOther() {
        TestUser attacker = person();
        TestUser victim = person();
        SignIn tab = afterPassword(attacker);
        assertTrue(tab.asksForCode(), tab.tab()::text);

        tab.moveTo("reset-credentials");
        assertTrue(tab.asksWhomToReset(), tab.tab()::text);
        tab.reset(victim.email());
        tab.moveTo("authenticate");

        assertTrue(tab.asksForPassword(), tab.tab()::text);
    }

    /** Keycloak finds a tab by the name of its parameter in any case. */
    @ParameterizedTest
    @ValueSource(strings = {"Tab_ID", "TAB_ID", "tab_\u0131d"})
    void attack_ownPasswordThenAnothersReset_inATabWhoseNameIsSpeltOtherwise_isNoFirstFactorOfTheOther(String name) {
        TestUser victim = person();
        SignIn tab = afterPassword(person());
        String start = spelt(tab.tab().formAction(), name).replaceFirst("authenticate\\?.*(?=client_id=)", "FLOW?");

        tab.tab().open(start.replace("FLOW?", "reset-credentials?"));
        answer(tab, name, "username=" + URLEncoder.encode(victim.email(), StandardCharsets.UTF_8));
        if (tab.asksForCode()) {
            answer(tab, name, "code=" + mailOf(victim.email(), tab).code() + "&login=true");
        }
        tab.tab().open(start.replace("FLOW?", "authenticate?"));
        if (tab.asksForCode()) {
            answer(tab, name, "code=" + mailOf(victim.email(), tab).code() + "&login=true");
        }

        assertFalse(tab.done(), tab.tab()::text);
        assertEquals(0, realm.admin().users().get(victim.id()).getUserSessions().size());
        assertEquals(0, mails(victim).size());
    }

    private static void answer(SignIn tab, String name, String body) {
        if (tab.asksWhomToReset() || tab.asksForCode()) {
            tab.post(spelt(tab.tab().formAction(), name), body);
        }
    }

    private static String spelt(String address, String name) {
        return address.replace("tab_id=", URLEncoder.encode(name, StandardCharsets.UTF_8) + "=");
    }

    @Test
    void forgotPasswordInARepeatedSignIn_beginsTheReset() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        signIn.code(mailOf(person.email(), signIn).code());
        assertTrue(signIn.done(), signIn.tab()::text);

        SignIn again = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=login");
        again.tab().followText("Forgot Password?");
        assertTrue(again.asksWhomToReset(), again.tab()::text);
        again.reset(person.email());
        again.code(mailOf(person.email(), again).code()).newPassword(NEW_PASSWORD);
        assertTrue(again.tab().text().contains("Your password has been changed"), again.tab()::text);
    }

    /** Keycloak keeps the browser's authentication session after a sign-in; a restart of a repeated one ends it. */
    @Test
    void aCodeThatWasNotUsedServesARepeatedSignIn_andARestartOfItMailsAnother() {
        TestUser person = person();
        Browser browser = browser();
        String unused = afterPassword(browser, person).reference();
        SignIn otherApp = passwordless(browser, person.username());
        assertTrue(otherApp.code(mailOf(person.email(), otherApp).code()).done(), otherApp.tab()::text);

        SignIn again = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=login");
        again.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertEquals(unused, again.reference(), again.tab()::text);

        again.moveTo("restart").password(person);
        String used = again.reference();
        assertNotEquals(unused, used, again.tab()::text);
        assertTrue(again.code(mailOf(person.email(), again).code()).done(), again.tab()::text);
        SignIn afterIt = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=login");
        afterIt.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertNotEquals(used, afterIt.reference(), afterIt.tab()::text);
    }

    @Test
    void forgotPasswordAfterTheName_beginsTheReset() {
        override(realm, Realms.DIRECT_APP, "browser", Realms.NAME_FIRST);
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.DIRECT_APP).username(person.username());
        signIn.tab().followText("Forgot Password?");
        assertTrue(signIn.asksWhomToReset(), signIn.tab()::text);
        signIn.reset(person.email());
        signIn.code(mailOf(person.email(), signIn).code());
        assertTrue(signIn.asksForNewPassword(), signIn.tab()::text);
    }

    @Test
    void attack_signInThatOnlyLooksPassive_rotatesTheDeviceLikeAnyOther() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        first.codeAndTrust(mailOf(person.email(), first).code());
        assertTrue(first.done(), first.tab()::text);
        String secret = browser.endSession().deviceSecret();

        Tab tab = browser.tab();
        tab.open(realm.getBaseUrl() + "/protocol/openid-connect/registrations?client_id=" + Realms.APP
                + "&response_type=code&scope=openid&prompt=none&redirect_uri="
                + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8));
        SignIn again = SignIn.in(tab, realm).moveTo("authenticate").password(person);

        assertTrue(again.done(), tab::text);
        assertNotEquals(secret, browser.deviceSecret());
    }

    @Test
    void attack_addressChangedAfterTheResetsCode_setsNoPassword() {
        TestUser person = person();
        SignIn signIn = forgotten(browser(), person.email());
        signIn.code(mailOf(person.email(), signIn).code());
        assertTrue(signIn.asksForNewPassword(), signIn.tab()::text);
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setEmail(freshAddress());
        realm.admin().users().get(person.id()).update(user);

        signIn.newPassword(NEW_PASSWORD);

        assertFalse(signIn.tab().text().contains("Your password has been changed"), signIn.tab()::text);
    }

    @Test
    void trustIsKeptInTheSignInThatFollowsAReset() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = forgotten(browser, person.email());
        signIn.code(mailOf(person.email(), signIn).code()).newPassword(NEW_PASSWORD);
        signIn.password(person.username(), NEW_PASSWORD);
        signIn.codeAndTrust(mailOf(person.email(), signIn).code());
        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(1, browser.devices().size());
    }

    @Test
    void theBackButtonToTheSignIn_showsTheSignIn() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String before = signIn.tab().formAction().replaceAll("session_code=[^&]*&?", "");
        signIn.moveTo("registration");
        signIn.tab().open(before);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }

    @Test
    void theLanguageThatWasPickedStaysWhenATabMoves() {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&ui_locales=de");
        signIn.moveTo("registration");
        assertTrue(signIn.tab().source().contains("lang=\"de\""), signIn.tab()::text);
    }

    @Test
    void aResetOpenedByItsAddress_thenRegistration_startsClean() {
        TestUser victim = person();
        Tab tab = browser().tab();
        tab.open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=" + Realms.APP);
        SignIn attacker = SignIn.in(tab, realm).reset(victim.email());
        assertTrue(attacker.asksForCode(), tab::text);
        attacker.moveTo("registration");
        assertTrue(attacker.asksToRegister(), tab::text);
    }
}
