package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The e-mail code step as one of several second factors. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ChoiceIT extends FlowTest {

    private static final String SECRET = "DJmQfC73VGFhw7D4QJ8A";

    @InjectRealm(config = Realms.Choice.class)
    ManagedRealm realm;

    @InjectRealm(ref = "two", config = Realms.WayOfTwoSteps.class)
    ManagedRealm two;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void whoHasAnAppMayPickTheMailedCode() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.tab().has("kc-otp-login-form"), signIn.tab()::text);
        assertEquals(0, rows().sends(person), "no mail before it is asked for");

        signIn.tryAnotherWay("Email code");

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.offersAnotherWay());
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    /** Keycloak leads a tab that is opened again to the first of its ways, whichever its user has picked. */
    @Test
    void theLinkOfAMailedCodeThatWasPickedSignsIn() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person).tryAnotherWay("Email code");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);

        Tab tab = LinkVisit.open(browser.tab(), mail(person).link()).proceed().tab();

        assertTrue(SignIn.in(tab, realm).done(), tab::text);
        assertEquals(1, rows().sends(person));
    }

    @Test
    void theLinkOfAMailedCode_openedWhileTheTabShowsAnotherWay_signsIn() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person).tryAnotherWay("Email code");
        assertTrue(signIn.refresh().tab().has("kc-otp-login-form"), signIn.tab()::text);

        Tab tab = LinkVisit.open(browser.tab(), mail(person).link()).proceed().tab();

        assertTrue(SignIn.in(tab, realm).done(), tab::text);
    }

    @Test
    void theLinkOfAMailedCode_openedWhileTheTabListsTheWays_signsIn() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person).tryAnotherWay("Email code");
        signIn.tab().post(signIn.tab().action("kc-select-try-another-way-form"), "tryAnotherWay=on");
        assertTrue(signIn.tab().has("kc-select-credential-form"), signIn.tab()::text);

        Tab tab = LinkVisit.open(browser.tab(), mail(person).link()).proceed().tab();

        assertTrue(SignIn.in(tab, realm).done(), tab::text);
    }

    @Test
    void goingToAndFroMailsOnce() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = afterPassword(person).tryAnotherWay("Email code");
        String reference = signIn.reference();

        signIn.tryAnotherWay("Authenticator Application");
        assertTrue(signIn.tab().has("kc-otp-login-form"), signIn.tab()::text);
        signIn.tryAnotherWay("Email code");
        assertEquals(reference, signIn.reference());
        // Keycloak forgets what was picked
        assertTrue(signIn.refresh().tab().has("kc-otp-login-form"), signIn.tab()::text);
        signIn.tryAnotherWay("Email code");

        assertEquals(reference, signIn.reference());
        assertEquals(1, rows().sends(person));
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void theAppStillSignsInAfterAMailWasSent() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = afterPassword(person).tryAnotherWay("Email code").tryAnotherWay("Authenticator Application");

        signIn.tab().type("otp", new TimeBasedOTP().generateTOTP(SECRET)).click("kc-login");

        assertTrue(signIn.done(), signIn.tab()::text);
    }

    /** Keycloak shows first what the user has stored, so that the first way of the flow was never shown. */
    @Test
    void theSecondPageOfAWay_loadedAgain_staysAndMailsNothing() {
        UPConfig profile = two.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ADMIN_EDIT);
        two.admin().users().userProfile().update(profile);
        TestUser person = person(two, user -> user.totpSecret(SECRET).attribute("pager", "777742"));
        UserResource account = two.admin().users().get(person.id());
        account.moveCredentialToFirst(account.credentials().stream()
                .filter(credential -> credential.getType().equals(OTPCredentialModel.TYPE)).findFirst().orElseThrow()
                .getId());
        try (MessageService service = new MessageService(FlowServer.PAGER)) {
            SignIn signIn = SignIn.open(browser().tab(), two).password(person);
            assertTrue(signIn.tab().has("kc-otp-login-form"), signIn.tab()::text);
            String app = signIn.tab().formAction().replaceFirst("session_code=[^&]*&", "");
            signIn.tryAnotherWay("Password").tab().type("password", TestUser.PASSWORD).click("kc-login");
            assertEquals("••••42", signIn.tab().textOf("latchkey-address").orElse(""), signIn.tab()::text);

            for (int loads = 0; loads < 2; loads++) {
                signIn.refresh();
                assertEquals("••••42", signIn.tab().textOf("latchkey-address").orElse(""), signIn.tab()::text);
            }

            assertEquals(1, rows().sends(person), "by the channel alone");
            // the ways are open as before
            signIn.tab().open(app);
            assertTrue(signIn.tryAnotherWay("Email code").asksForCode(), signIn.tab()::text);
            assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
        }
    }

    @Test
    void peerBug05_attack_aWrongCodeNeverLetsASiblingThrough() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        String code = mail(person).code();

        signIn.code(wrong(code));

        assertFalse(signIn.done());
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertEquals(1, events(person).refusals("wrong_code"));
        signIn.code(wrong(code)).code(wrong(code));
        assertFalse(signIn.refresh().done());
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void aWrongCodeDoesNotOpenTheWayOfTheApp() {
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = afterPassword(person).tryAnotherWay("Email code");

        signIn.code(wrong(mail(person).code()));

        assertFalse(signIn.done());
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.tryAnotherWay("Authenticator Application");
        assertTrue(signIn.tab().has("kc-otp-login-form"), signIn.tab()::text);
        signIn.tab().type("otp", "000000").click("kc-login");
        assertFalse(signIn.done());
    }

    @Test
    void whoHasNoAddressIsNotLetThroughButMayTakeTheOtherWay() {
        TestUser person = person(user -> user.email(null).emailVerified(false).totpSecret(SECRET));
        SignIn signIn = afterPassword(person).tryAnotherWay("Email code");

        assertTrue(signIn.tab().has("latchkey-no-email"), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("Or try another way to sign in."), signIn.tab()::text);
        signIn.tryAnotherWay("Authenticator Application");
        assertTrue(signIn.tab().has("kc-otp-login-form"), signIn.tab()::text);
    }
}
