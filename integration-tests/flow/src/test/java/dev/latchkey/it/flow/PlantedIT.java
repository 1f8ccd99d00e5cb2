package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * An attacker signs up with a victim's address and sets up credentials for later sign-ins: a password, an authenticator
 * app, a linked identity. Whichever way the account becomes active afterwards, none of them survives.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class PlantedIT extends UnverifiedUserTest {

    private static final String PLANTED = "the attackers password";
    private static final Pattern LINK = Pattern.compile("http\\S+/login-actions/action-token\\S+");

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private String email;
    private TestUser account;
    private SignIn begun;

    @BeforeEach
    void plant() {
        email = freshAddress();
        signUp(email, PLANTED);
        account = owner(email);
        begun = afterThePlantedPassword();
        // as an attacker may add who gets that far, in any way
        Traces traces = new Traces(server, realm.getName());
        traces.leave(account, "", Traces.Trace.AUTHENTICATOR_APP);
        traces.leave(account, "", Traces.Trace.IDENTITY);
        assertEquals(2, credentials().size(), "password and authenticator app");
    }

    @Test
    void attack_pendingAccountThatAnAdminVerifies_keepsNothingPlanted() {
        UserRepresentation representation = realm.admin().users().get(account.id()).toRepresentation();
        representation.setEmailVerified(true);
        realm.admin().users().get(account.id()).update(representation);

        assertNothingPlanted();
        assertResettable();
    }

    @Test
    void attack_pendingAccountWhoseActionAnAdminRemoves_keepsNothingPlanted() {
        UserRepresentation representation = realm.admin().users().get(account.id()).toRepresentation();
        representation.setRequiredActions(List.of());
        realm.admin().users().get(account.id()).update(representation);

        assertNothingPlanted();
        assertResettable();
    }

    @Test
    void attack_pendingAccountWhoseOwnerAnswersAnExecuteActionsMail_keepsNothingPlanted() {
        realm.admin().users().get(account.id()).executeActionsEmail(List.of("UPDATE_PASSWORD"));
        Tab tab = browser().tab().open(keycloaksLink());
        tab.followText("» Click here to proceed");
        tab.type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD).submit("kc-passwd-update-form");

        assertTrue(account(email).isEmailVerified(), tab::text);
        assertEquals(List.of("password"), types());
        assertEquals(List.of(), identities());
        assertRefused(PLANTED);
        assertDead();
        assertLetsIn(NEW_PASSWORD);
    }

    @Test
    void attack_pendingAccountWhoseOwnerAnswersKeycloaksOwnVerification_keepsNothingPlanted() {
        realm.admin().users().get(account.id()).sendVerifyEmail();
        Tab tab = browser().tab().open(keycloaksLink());
        tab.followText("» Click here to proceed");

        assertTrue(account(email).isEmailVerified(), tab::text);
        assertNothingPlanted();
        assertResettable();
    }

    @Test
    void attack_pendingAccountThatIsLinkedToAnIdentityProviderByMail_keepsNothingPlanted() {
        link("link by mail");
        TestUser victim = person(home, user -> user.email(email));
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_idp_hint=home").password(victim);
        signIn.tab().open(keycloaksLink());

        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(List.of("home"), identities());
        assertEquals(List.of(), types());
        assertRefused(PLANTED);
        assertResettable();
    }

    @Test
    void attack_pendingAccountThatIsLinkedToAnIdentityProviderWithoutAQuestion_keepsNothingPlanted() {
        link("link at once");
        TestUser victim = person(home, user -> user.email(email));
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home").password(victim);
        if (signIn.asksForCode()) {
            signIn.code(mailOf(email, signIn).code());
        }

        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(List.of("home"), identities());
        assertEquals(List.of(), types());
        assertRefused(PLANTED);
        assertResettable();
    }

    @Test
    void attack_pendingAccountWhoseOwnerEntersTheCodeAlone_keepsNothingPlanted() {
        SignIn signIn = passwordless(browser(), email);
        signIn.code(mailOf(email, signIn).code());
        assertTrue(signIn.tab().text().contains("Verify your email address"), signIn.tab()::text);
        signIn.code(mailOf(email, signIn).code());

        assertTrue(signIn.done(), signIn.tab()::text);
        assertNothingPlanted();
        assertResettable();
    }

    @Test
    void attack_pendingAccountWhosePasswordAnAdminSets_keepsThatPasswordAlone() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(NEW_PASSWORD);
        realm.admin().users().get(account.id()).resetPassword(password);
        vouch(account);

        assertEquals(List.of("password"), types());
        assertEquals(List.of(), identities());
        assertRefused(PLANTED);
        assertLetsIn(NEW_PASSWORD);
    }

    @Test
    void whoTypesThePasswordAndProvesTheMailboxKeepsIt() {
        String own = freshAddress();
        signUp(own, TestUser.PASSWORD);
        SignIn signIn = SignIn.open(browser().tab(), realm).password(own, TestUser.PASSWORD);
        signIn.code(mailOf(own, signIn).code());
        assertTrue(signIn.code(mailOf(own, signIn).code()).done(), signIn.tab()::text);

        SignIn again = SignIn.open(browser().tab(), realm).password(own, TestUser.PASSWORD);
        assertTrue(again.asksForCode(), again.tab()::text);
    }

    @Test
    void aResetClearsTheActionThatAsksForANewPassword() {
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD"));
        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code()).newPassword(NEW_PASSWORD);
        assertEquals(List.of(), account(person.email()).getRequiredActions());
    }

    private void link(String flow) {
        IdentityProviderRepresentation before = realm.admin().identityProviders().get("home").toRepresentation();
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setFirstBrokerLoginFlowAlias(flow);
        provider.setPostBrokerLoginFlowAlias(null);
        provider.setTrustEmail(false);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> ended.identityProviders().get("home").update(before));
    }

    /** A sign-in that asks only for the password and the proof of the mailbox, up to that proof. */
    private SignIn afterThePlantedPassword() {
        override(realm, Realms.DIRECT_APP, "browser", "browser");
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.DIRECT_APP).password(email, PLANTED);
        assertTrue(signIn.tab().text().contains("Verify your email address"), signIn.tab()::text);
        return signIn;
    }

    /** A sign-in that was begun with the planted password fails, whatever its tab sends. */
    private void assertDead() {
        String form = begun.action();
        assertFalse(begun.post(form, "code=123456").done(), begun.tab()::text);
        assertFalse(begun.refresh().done(), begun.tab()::text);
        assertEquals(List.of(), realm.admin().users().get(account.id()).getUserSessions().stream()
                .filter(open -> open.getClients().containsValue(Realms.DIRECT_APP)).toList());
    }

    private void assertNothingPlanted() {
        assertEquals(List.of(), types());
        assertEquals(List.of(), identities());
        assertEquals(0, rows().unproven(account));
        assertRefused(PLANTED);
        assertDead();
    }

    private void assertRefused(String password) {
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, password);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }

    private void assertLetsIn(String password) {
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, password);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
    }

    /** A user without a password sets one by the mailbox. */
    private void assertResettable() {
        SignIn reset = forgotten(browser(), email);
        reset.code(mailOf(email, reset).code()).newPassword(NEW_PASSWORD);
        assertLetsIn(NEW_PASSWORD);
    }

    private List<CredentialRepresentation> credentials() {
        return realm.admin().users().get(account.id()).credentials();
    }

    private List<String> types() {
        return credentials().stream().map(CredentialRepresentation::getType).toList();
    }

    private List<String> identities() {
        return realm.admin().users().get(account.id()).getFederatedIdentity().stream()
                .map(FederatedIdentityRepresentation::getIdentityProvider).toList();
    }

    private String keycloaksLink() {
        return Eventually.present("the mail with Keycloak's link", () -> inbox().all(email).stream()
                .map(mail -> LINK.matcher(mail.text()).results().map(MatchResult::group).findFirst())
                .flatMap(Optional::stream).findFirst());
    }
}
