package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Keycloak's mailed links, held by an attacker who can do nothing else about their user. A link acts in the tab that it
 * has opened and in the sign-in that has mailed it; no tab that somebody else has used, or that was begun anew.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class ActionTokenIT extends InvitationTest {

    private static final String INVITATION = "invitation";
    private static final String EXECUTE_ACTIONS = "execute actions";
    private static final String VERIFY_EMAIL = "verify e-mail";
    private static final String PROFILE = "UPDATE_PROFILE";
    private static final String KEYCLOAKS_RESET = "reset credentials";

    /**
     * A link that was opened and waits to be confirmed.
     *
     * @param tab    the tab that it has opened
     * @param action address of the confirmation
     * @param query  the parameters that name the tab
     */
    private record Held(Tab tab, String action, String query) {
    }

    /** Has Keycloak mail a link of this kind to a user. */
    private String mailed(String kind, TestUser owner) {
        switch (kind) {
            case EXECUTE_ACTIONS -> realm.admin().users().get(owner.id()).executeActionsEmail(List.of(PROFILE));
            case VERIFY_EMAIL -> {
                UserRepresentation user = realm.admin().users().get(owner.id()).toRepresentation();
                user.setEmailVerified(false);
                realm.admin().users().get(owner.id()).update(user);
                realm.admin().users().get(owner.id()).sendVerifyEmail();
            }
            default -> organization.members().inviteExistingUser(owner.id()).close();
        }
        return Eventually.present("the link", () -> links(owner.email()).stream().findFirst());
    }

    private Held hold(String link) {
        return held(browser().tab().open(link));
    }

    private static Held held(Tab tab) {
        String action = tab.linkOf("» Click here to proceed");
        return new Held(tab, action, parameter(action, "client_id") + '&' + parameter(action, "tab_id"));
    }

    private static String parameter(String address, String name) {
        return address.replaceAll(".*[?&](" + name + "=[^&]+).*", "$1");
    }

    private SignIn move(Held held, String path) {
        return SignIn.in(held.tab().open(realm.getBaseUrl() + "/login-actions/" + path + "?" + held.query()), realm);
    }

    /** Confirms the link in its own tab, and goes on wherever Keycloak lets it. */
    private void confirm(Held held) {
        Tab tab = held.tab().open(held.action());
        if (!tab.has("kc-update-profile-form")) {
            move(held, "required-action");
        }
        if (tab.has("kc-update-profile-form")) {
            tab.submit("kc-update-profile-form");
        }
    }

    /** Keycloak's own steps for a reset, with its own mail. */
    private void keycloaksReset() {
        change(builder -> {
            builder.build().setResetCredentialsFlow(KEYCLOAKS_RESET);
            return builder;
        });
    }

    private TestUser withProfileDue() {
        return person(user -> user.requiredActions(PROFILE));
    }

    /** A sign-in of somebody else in the link's tab, up to the page of an action that is due. */
    private void signInUpToAnAction(Held held, TestUser attacker) {
        SignIn signIn = move(held, "restart").password(attacker);
        signIn.code(mailOf(attacker.email(), signIn).code());
    }

    private void assertNoSession(TestUser owner, Tab tab) {
        assertEquals(0, realm.admin().users().get(owner.id()).getUserSessions().size(), tab::text);
        assertEquals(0, events(owner).count("LOGIN"), tab::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {INVITATION, EXECUTE_ACTIONS, VERIFY_EMAIL})
    void attack_linkConfirmedInATabThatWaitsForAnActionOfAnother_opensNoSession(String kind) {
        TestUser victim = person();
        TestUser attacker = withProfileDue();
        Held held = hold(mailed(kind, victim));
        signInUpToAnAction(held, attacker);
        assertTrue(held.tab().has("kc-update-profile-form"), held.tab()::text);

        confirm(held);

        assertNoSession(victim, held.tab());
    }

    @ParameterizedTest
    @ValueSource(strings = {INVITATION, EXECUTE_ACTIONS, VERIFY_EMAIL})
    void attack_linkConfirmedInATabThatWasBegunAnew_opensNoSession(String kind) {
        TestUser victim = withProfileDue();
        Held held = hold(mailed(kind, victim));
        move(held, "restart");

        confirm(held);
        assertNoSession(victim, held.tab());

        if (held.tab().text().contains("Click here to proceed")) {
            confirm(held(held.tab()));
            assertNoSession(victim, held.tab());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INVITATION, EXECUTE_ACTIONS, VERIFY_EMAIL})
    void attack_linkConfirmedAfterThePasswordAlone_isNoSecondFactor(String kind) {
        TestUser victim = withProfileDue();
        Held held = hold(mailed(kind, victim));
        SignIn signIn = move(held, "restart").password(victim);
        assertTrue(signIn.asksForCode(), held.tab()::text);

        confirm(held);

        assertNoSession(victim, held.tab());
    }

    @Test
    void attack_linkConfirmedAfterThePasswordOfAnother_isNoFirstFactor() {
        TestUser victim = person();
        Held held = hold(mailed(INVITATION, victim));
        SignIn signIn = move(held, "restart").password(person());
        assertTrue(signIn.asksForCode(), held.tab()::text);

        held.tab().open(held.action());
        move(held, "authenticate");

        assertFalse(signIn.asksForCode(), held.tab()::text);
        assertEquals(1, mails(victim).size(), "the invitation");
    }

    @Test
    void attack_linkConfirmedAfterAnotherHasProvenAMailbox_setsNoFirstCredential() {
        String email = withoutCredential();
        TestUser attacker = person(user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION, PROFILE));
        Held held = hold(invite(email));
        signInUpToAnAction(held, attacker);
        SignIn proof = SignIn.in(held.tab(), realm);
        proof.code(mailOf(attacker.email(), proof).code());
        assertTrue(held.tab().has("kc-update-profile-form"), held.tab()::text);

        held.tab().open(held.action());
        if (!held.tab().text().contains("Click here to proceed")) {
            move(held, "required-action");
        }

        assertFalse(held.tab().has("kc-passwd-update-form"), held.tab()::text);
    }

    /** Keycloak adds the action to the tab, whose user does not matter to it. */
    @Test
    void attack_linkConfirmedWhileAnotherSetsAnAppUp_setsUpNoAppOfItsUser() {
        change(builder -> builder.browserFlow(Realms.NAME_THEN_APP));
        TestUser victim = person();
        Held held = hold(mailed(INVITATION, victim));
        move(held, "restart").username(person().username());
        assertTrue(held.tab().has("kc-totp-settings-form"), held.tab()::text);

        held.tab().open(held.action());
        move(held, "required-action");

        assertFalse(held.tab().has("kc-totp-settings-form"), held.tab()::text);
    }

    /** Keycloak's steps for a reset take the user of a link for one who has answered the reset's own mail. */
    @ParameterizedTest
    @ValueSource(strings = {INVITATION, EXECUTE_ACTIONS, VERIFY_EMAIL})
    void attack_linkWhoseTabMovesToTheReset_setsNoPassword(String kind) {
        keycloaksReset();
        TestUser victim = person();
        Held held = hold(mailed(kind, victim));

        move(held, "reset-credentials");
        assertFalse(held.tab().has("kc-passwd-update-form"), held.tab()::text);

        move(held, "restart");
        move(held, "reset-credentials").reset(victim.email());
        held.tab().open(held.action());
        move(held, "reset-credentials");
        assertFalse(held.tab().has("kc-passwd-update-form"), held.tab()::text);
    }

    /** Keycloak lets a link act in the tab that the named one was forked from, whichever the link names. */
    @Test
    void attack_linkOpenedInATabThatAResetHasForked_setsNoPassword() {
        keycloaksReset();
        TestUser victim = person();
        Held held = hold(mailed(INVITATION, victim));
        Tab tab = browser().tab().open(realm.getBaseUrl() + "/login-actions/reset-credentials?"
                + parameter(held.action(), "client_id"));
        String waiting = tab.formAction();
        SignIn.in(tab, realm).reset(person().email());
        String forked = parameter(tab.formAction(), "tab_id");

        tab.open(held.action().replace(parameter(held.action(), "tab_id"), forked));
        tab.open(realm.getBaseUrl() + "/login-actions/reset-credentials?" + parameter(waiting, "client_id") + '&'
                + parameter(waiting, "tab_id"));

        assertFalse(tab.has("kc-passwd-update-form"), tab::text);
    }

    /** Keycloak's form for a reset would take any link in the place of its own. */
    @Test
    void attack_linkPostedToTheReset_inATabOfAnother_opensNoSession() {
        TestUser victim = person();
        Held held = hold(mailed(INVITATION, victim));
        signInUpToAnAction(held, withProfileDue());

        held.tab().post(held.action().replace("/action-token?", "/reset-credentials?"), "");
        move(held, "required-action");

        assertNoSession(victim, held.tab());
    }

    @Test
    void aLinkIsOpenedWhereASignInIsUnderWay() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        Held held = held(browser.tab().open(mailed(INVITATION, person)));
        held.tab().open(held.action());
        assertEquals(1, organization.members().list(0, 10).size(), held.tab()::text);

        held.tab().open(held.action());

        assertEquals(1, organization.members().list(0, 10).size(), held.tab()::text);
        assertTrue(held.tab().status() < 500, held.tab()::text);
    }

    @Test
    void aLinkIsConfirmedTwice() {
        TestUser person = person();
        Held held = hold(mailed(EXECUTE_ACTIONS, person));
        held.tab().open(held.action());
        assertTrue(held.tab().has("kc-update-profile-form"), held.tab()::text);
        held.tab().open(held.action());
        held.tab().submit("kc-update-profile-form");
        assertTrue(held.tab().text().contains("Your account has been updated"), held.tab()::text);
    }

    @Test
    void theLinkOfASignInThatVerifiesTheAddressGoesOnWithIt() {
        TestUser person = person(user -> user.emailVerified(false).requiredActions("VERIFY_EMAIL"));
        SignIn signIn = afterPassword(person);
        signIn.code(mailOf(person.email(), signIn).code());
        assertFalse(signIn.done(), signIn.tab()::text);
        String link = Eventually.present("the link", () -> links(person.email()).stream().findFirst());
        signIn.tab().open(link);
        assertTrue(signIn.done(), signIn.tab()::text);
        assertFalse(SignIn.in(signIn.tab().open(link), realm).done());
    }

    @Test
    void theLinkOfAResetPressedTwiceShowsItsPageAgainAndTheSignInGoesOn() {
        keycloaksReset();
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.email());
        String link = Eventually.present("the link", () -> links(person.email()).stream().findFirst());
        reset.tab().open(link);
        reset.tab().open(link);
        reset.tab().type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .submit("kc-passwd-update-form");
        assertTrue(reset.done(), reset.tab()::text);
    }

    @Test
    void theLinkOfAResetGoesOnWithItInTheSameBrowser() {
        keycloaksReset();
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.email());
        reset.tab().open(Eventually.present("the link", () -> links(person.email()).stream().findFirst()));
        reset.tab().type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .submit("kc-passwd-update-form");
        assertTrue(reset.done(), reset.tab()::text);
    }

    @Test
    void theLinkOfAResetEndsInAnotherBrowserWithANewPassword() {
        keycloaksReset();
        TestUser person = person();
        forgotten(browser(), person.email());
        Tab other = browser().tab()
                .open(Eventually.present("the link", () -> links(person.email()).stream().findFirst()));
        other.type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .submit("kc-passwd-update-form");
        assertTrue(other.text().contains("Your account has been updated"), other::text);
    }
}
