package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Keycloak's mail that asks whether an identity is to be linked to an account, and a user who comes with another
 * address of the provider before its link is opened. The link confirms the identity and the account that it names.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class IdentityLinkIT extends InvitationTest {

    private static final String CONFIRM = "» Click here to proceed";
    private static final String UNAVAILABLE = "You cannot sign in with this account right now";

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private TestUser own;
    private TestUser identity;

    @BeforeEach
    void linkByMail() {
        IdentityProviderRepresentation before = realm.admin().identityProviders().get("home").toRepresentation();
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setFirstBrokerLoginFlowAlias("link by mail");
        provider.setPostBrokerLoginFlowAlias(null);
        provider.setTrustEmail(false);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> ended.identityProviders().get("home").update(before));
        own = person();
        identity = person(home, user -> user.email(own.email()));
    }

    @Test
    void attack_linkOpenedInAnotherBrowser_whileItsTabLinksTheAccountOfAnother_linksNothing() {
        TestUser victim = person();
        SignIn signIn = untilTheMail();
        String link = mailed();

        comeAgain(signIn, victim);
        confirm(link);
        signIn.refresh();

        assertNotLinked(victim, signIn);
    }

    @Test
    void attack_mailsToTheOwnerOfAnAddressThatAnIdentityHas_areLimited_byButtonAndByNewSignIns() {
        SignIn signIn = untilTheMail();
        for (int i = 0; i < 10; i++) {
            signIn.tab().followText("Click here");
        }
        assertTrue(signIn.tab().text().contains("Too many codes were sent."), signIn.tab()::text);
        assertWaits(signIn);
        home.admin().users().get(identity.id()).logout();
        for (int i = 0; i < 5; i++) {
            untilTheMail();
        }

        assertEquals(5, links(own.email()).size());
    }

    @Test
    void attack_linkThatWaitsToBeConfirmed_whileItsTabMovesToTheAccountOfAnother_linksNothing() {
        TestUser victim = person();
        SignIn signIn = untilTheMail();
        Tab other = browser().tab().open(mailed());

        comeAgain(signIn, victim);
        other.followText(CONFIRM);
        signIn.refresh();

        assertNotLinked(victim, signIn);
    }

    @Test
    void attack_linkOpenedInItsBrowser_whileItsTabLinksTheAccountOfAnother_linksNothing() {
        TestUser victim = person();
        SignIn signIn = untilTheMail();
        String link = mailed();
        comeAgain(signIn, victim);
        Tab page = signIn.tab();
        String waiting = page.location().toString();

        page.open(link);
        if (page.text().contains("Click here to proceed")) {
            page.followText(CONFIRM);
        }
        page.open(waiting);

        assertNotLinked(victim, signIn);
    }

    /** The provider gives a name again, to another identity. */
    @Test
    void attack_linkOpenedWhileItsTabBringsAnotherIdentityOfThatName_doesNotLinkIt() {
        SignIn signIn = untilTheMail();
        String link = mailed();
        home.admin().users().get(identity.id()).remove();
        TestUser next = person(home, user -> user.username(identity.username()).email(own.email()));

        restart(signIn).password(next);
        assertWaits(signIn);
        confirm(link);
        signIn.refresh();

        assertNotLinked(own, signIn);
    }

    @Test
    void attack_linkMailedToAnAddressThatATokenHasSet_linksNothing() {
        provesNothing("set by a token");
        SignIn signIn = untilTheMail();

        assertRefused(browser().tab().open(mailed()));

        signIn.refresh();
        assertNotLinked(own, signIn);
        assertFalse(account(own.email()).isEmailVerified());
    }

    @ParameterizedTest
    @ValueSource(strings = {"set by a token", "of another domain"})
    void attack_keycloaksResetOfAnAccountWhoseAddressProvesNoOwner_setsNoPassword(String why) {
        change(builder -> {
            builder.build().setResetCredentialsFlow("reset credentials");
            return builder;
        });
        TestUser mailed = provesNothing(why);
        forgotten(browser(), mailed.username());
        String link = Eventually.present("the link", () -> links(mailed.email()).stream().findFirst());

        assertRefused(browser().tab().open(link));

        UserRepresentation account = realm.admin().users().get(own.id()).toRepresentation();
        assertFalse(account.isEmailVerified());
        account.setEmail(own.email());
        account.setEmailVerified(true);
        realm.admin().users().get(own.id()).update(account);
        Tab trusted = browser().tab().open(link);
        assertFalse(trusted.text().contains(UNAVAILABLE), trusted::text);
    }

    @Test
    void attack_keycloaksLinkToAnAddressOfAnotherDomain_verifiesNothing() {
        TestUser mailed = provesNothing("of another domain");
        realm.admin().users().get(own.id()).sendVerifyEmail();

        assertRefused(browser().tab().open(
                Eventually.present("the link", () -> links(mailed.email()).stream().findFirst())));

        assertFalse(realm.admin().users().get(own.id()).toRepresentation().isEmailVerified());
    }

    /** Makes the address of the account one that does not stand for its owner; returns where its mails go. */
    private TestUser provesNothing(String why) {
        UserRepresentation account = realm.admin().users().get(own.id()).toRepresentation();
        account.setEmailVerified(false);
        String mailed = own.email();
        if (why.equals("of another domain")) {
            account.setEmail(mailed.replace("mail.", "ma\u00dfil."));
            account.setUsername(account.getEmail());
            mailed = mailed.replace("mail.", "massil.");
        } else {
            RequiredActions actions = new RequiredActions(realm);
            actions.register(TextsTest.ACTION);
            actions.configure(TextsTest.ACTION, Map.of("identifier", "either"));
            server.run(Planting.entry(realm.getName(), own.id(), "latchkey-phone"));
        }
        realm.admin().users().get(own.id()).update(account);
        return new TestUser(own.id(), account.getEmail(), mailed);
    }

    private static void assertRefused(Tab tab) {
        assertTrue(tab.text().contains(UNAVAILABLE), tab::text);
    }

    @Test
    void theLinkIsOpenedInAnotherBrowserAndTheSignInGoesOn() {
        SignIn signIn = untilTheMail();
        confirm(mailed());
        signIn.refresh();

        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(List.of(identity.id()), identities(own));
    }

    /** Up to the page that waits for the link of the mail. */
    private SignIn untilTheMail() {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home").password(identity);
        assertWaits(signIn);
        return signIn;
    }

    private static void assertWaits(SignIn signIn) {
        assertTrue(signIn.tab().text().contains("An email with instructions to link"), signIn.tab()::text);
    }

    private String mailed() {
        return Eventually.present("the link", () -> links(own.email()).stream().findFirst());
    }

    /** Begins the tab's sign-in anew, which goes to the provider at once. */
    private SignIn restart(SignIn signIn) {
        String action = signIn.tab().linkOf("Click here");
        signIn.tab().open(realm.getBaseUrl() + "/login-actions/restart?" + parameter(action, "client_id") + '&'
                + parameter(action, "tab_id"));
        return signIn;
    }

    private static String parameter(String address, String name) {
        return address.replaceAll(".*[?&](" + name + "=[^&]+).*", "$1");
    }

    /** The same identity, in the same tab, with the address of another user. */
    private void comeAgain(SignIn signIn, TestUser victim) {
        UserRepresentation user = home.admin().users().get(identity.id()).toRepresentation();
        user.setEmail(victim.email());
        home.admin().users().get(identity.id()).update(user);
        restart(signIn);
        assertWaits(signIn);
    }

    private void confirm(String link) {
        browser().tab().open(link).followText(CONFIRM);
    }

    private List<String> identities(TestUser owner) {
        return realm.admin().users().get(owner.id()).getFederatedIdentity().stream()
                .map(FederatedIdentityRepresentation::getUserId).toList();
    }

    private void assertNotLinked(TestUser owner, SignIn signIn) {
        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(List.of(), identities(owner), signIn.tab()::text);
        assertEquals(0, realm.admin().users().get(owner.id()).getUserSessions().size(), signIn.tab()::text);
    }
}
