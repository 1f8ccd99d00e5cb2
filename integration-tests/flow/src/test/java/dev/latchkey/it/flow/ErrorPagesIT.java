package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The error pages that Latchkey shows, to an application without a base URL: each says in words what to do. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ErrorPagesIT extends InvitationTest {

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private static void assertWords(Tab tab) {
        assertTrue(tab.status() >= 400, tab::text);
        assertTrue(tab.has("kc-error-message"), tab::text);
        WayOn.assertIn(tab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "deleted"})
    void anAccountThatIsGoneAtTheCode(String how) {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mailOf(person.email(), signIn).code();
        lose(person, how);

        signIn.code(code);

        WayOn.assertIn(signIn.tab());
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "deleted"})
    void anAccountThatIsGoneWhereItsAddressIsVerified(String how) {
        TestUser person = person();
        pend(person);
        SignIn signIn = afterPassword(person);
        String code = mailOf(person.email(), signIn).code();
        lose(person, how);

        signIn.code(code);

        WayOn.assertIn(signIn.tab());
    }

    private void lose(TestUser person, String how) {
        if (how.equals("deleted")) {
            realm.admin().users().get(person.id()).remove();
        } else {
            UserRepresentation account = realm.admin().users().get(person.id()).toRepresentation();
            account.setEnabled(false);
            realm.admin().users().get(person.id()).update(account);
        }
    }

    @Test
    void anInvitationThatIsRevokedBeforeTheCode() {
        String email = "nora@" + domain;
        SignIn signUp = SignIn.in(browser().tab().open(invite(email)), realm);
        signUp.tab().type("password", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD).submit("kc-register-form");
        String code = mailOf(email, signUp).code();
        organization.invitations().delete(organization.invitations().list().get(0).getId()).close();

        signUp.code(code);

        assertWords(signUp.tab());
    }

    @Test
    void aRequestThatNamesItsTabInAnotherCase() {
        SignIn signIn = SignIn.open(browser().tab(), realm);

        signIn.tab().open(signIn.tab().formAction().replace("tab_id=", "TAB_ID="));

        assertEquals(400, signIn.tab().status());
        assertWords(signIn.tab());
    }

    @Test
    void anAnswerOfAProviderWithTooManyValues() {
        StringBuilder values = new StringBuilder("state=none");
        for (int i = 0; i < 101; i++) {
            values.append("&v").append(i).append('=').append(i);
        }

        assertWords(browser().tab().open(realm.getBaseUrl() + "/broker/home/endpoint?" + values));
    }

    @Test
    void moreRequestsThanTheRealmAllows() {
        change(builder -> {
            builder.build().getAttributes().put("latchkey.limits.sign-up-ip-minute", "0");
            return builder.registrationAllowed(true);
        });
        SignIn form = SignIn.register(browser().tab(), realm);

        form.fillIn(freshAddress(), NEW_PASSWORD);

        WayOn.assertIn(form.tab());
    }

    @Test
    void aLinkOfKeycloakToAnAddressThatProvesNoOwner() {
        TestUser person = person();
        UserRepresentation account = realm.admin().users().get(person.id()).toRepresentation();
        account.setEmailVerified(false);
        account.setEmail(person.email().replace("mail.", "ma\u00dfil."));
        account.setUsername(account.getEmail());
        realm.admin().users().get(person.id()).update(account);
        realm.admin().users().get(person.id()).sendVerifyEmail();

        assertWords(browser().tab().open(Eventually.present("the link", () ->
                links(person.email().replace("mail.", "massil.")).stream().findFirst())));
    }

    /** What a page of a template of Latchkey's must have is looked at wherever a test visits one. */
    @Test
    void anAccountWithoutAnAddress_goesBackToTheSignIn() {
        TestUser person = person();
        UserRepresentation account = realm.admin().users().get(person.id()).toRepresentation();
        account.setEmail("");
        account.setAttributes(Map.of());
        change(builder -> builder.registrationEmailAsUsername(false));
        realm.admin().users().get(person.id()).update(account);
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.tab().has("latchkey-no-email"), signIn.tab()::text);

        signIn.tab().click("latchkey-restart");

        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }
}
