package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * An identity is linked to an account, by the mailed link or by password and code, as in the first broker login flow of
 * a realm with a code, or on request of an application. Whatever its user does to the page of the code, the next page
 * leads on.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class LinkingPagesIT extends FlowTest {

    private static final Pattern MAILED = Pattern.compile("http://\\S+/login-actions/action-token\\S+");

    @InjectRealm(config = Realms.TwoProviders.class)
    ManagedRealm realm;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private TestUser person;
    private TestUser identity;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void linkByMailOrByPasswordAndCode() {
        firstLogin(Realms.TwoProviders.MAIL_OR_PASSWORD);
        realm.cleanup().add(ended -> firstLogin("first broker"));
        person = person();
        identity = person(home, user -> user.email(person.email()));
    }

    private void firstLogin(String flow) {
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setFirstBrokerLoginFlowAlias(flow);
        realm.admin().identityProviders().get("home").update(provider);
    }

    /** Up to the page of the code, which follows the password of the account. */
    private SignIn untilTheCode(Browser browser) {
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_idp_hint=home").password(identity);
        assertTrue(signIn.tab().text().contains("already exists"), signIn.tab()::text);
        signIn.post(signIn.tab().formAction(), "submitAction=linkAccount");
        assertTrue(signIn.tab().text().contains("An email with instructions to link"), signIn.tab()::text);
        signIn.tab().post(signIn.tab().action("kc-select-try-another-way-form"), "tryAnotherWay=on");
        signIn.tab().post(signIn.tab().action("kc-select-credential-form"),
                "authenticationExecution=" + signIn.tab().valueBeside("password", "authenticationExecution"));
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        return signIn;
    }

    private String code(SignIn signIn) {
        return newestCode(person, signIn.reference());
    }

    private void assertLinked(SignIn signIn) {
        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(List.of(identity.id()), realm.admin().users().get(person.id()).getFederatedIdentity().stream()
                .map(FederatedIdentityRepresentation::getUserId).toList());
    }

    @Test
    void theCodesPage_loadedAgain_stays() {
        SignIn signIn = untilTheCode(browser());
        String reference = signIn.reference();

        signIn.refresh();

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(reference, signIn.reference());
        signIn.refresh().code(wrong(code(signIn)));
        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertLinked(signIn.refresh().code(code(signIn)));
    }

    /** Without the step's name, as from a bookmark or by a link of a page. */
    @Test
    void theCodesPage_openedByTheAddressOfItsFlow_stays() {
        SignIn signIn = untilTheCode(browser());

        signIn.moveTo("first-broker-login");

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertLinked(signIn.code(code(signIn)));
    }

    /** The browser's back button leads to the page of the mail, and its forward button to that of the code. */
    @Test
    void backAndForward() {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home").password(identity);
        signIn.post(signIn.tab().formAction(), "submitAction=linkAccount");
        String mail = withoutCode(signIn.tab().linkOf("Click here"));
        signIn.tab().post(signIn.tab().action("kc-select-try-another-way-form"), "tryAnotherWay=on");
        signIn.tab().post(signIn.tab().action("kc-select-credential-form"),
                "authenticationExecution=" + signIn.tab().valueBeside("password", "authenticationExecution"));
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        String page = withoutCode(signIn.action());

        signIn.tab().open(mail);
        assertTrue(signIn.tab().text().contains("An email with instructions to link"), signIn.tab()::text);
        signIn.tab().open(page);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertLinked(signIn.code(code(signIn)));
    }

    private static String withoutCode(String action) {
        return action.replaceFirst("session_code=[^&]*&", "");
    }

    /** The other way stays open: the link of the mail confirms the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theMailedLink_openedWhileThePageOfTheCodeWaits_links(boolean loadedAgain) {
        Browser browser = browser();
        SignIn signIn = untilTheCode(browser);
        if (loadedAgain) {
            signIn.refresh();
        }
        String link = Eventually.present("the link", () -> mails(person).stream()
                .flatMap(mail -> MAILED.matcher(mail.text()).results()).findFirst()).group();

        Tab tab = browser.tab().open(link);
        if (tab.text().contains("Click here to proceed")) {
            tab.followText("» Click here to proceed");
        }

        SignIn other = SignIn.in(tab, realm);
        assertTrue(other.done() || signIn.refresh().done(), () -> tab.text() + "\n" + signIn.tab().text());
    }

    @Test
    void theLinkOfTheCodesMail_inASecondTab_links() {
        Browser browser = browser();
        SignIn signIn = untilTheCode(browser);
        String mailed = mailOfCode(signIn).link();
        signIn.refresh();

        LinkVisit link = LinkVisit.open(browser.tab(), mailed);
        assertEquals("confirm", link.state(), link.tab()::text);
        link.proceed();

        assertLinked(SignIn.in(link.tab(), realm));
        WayOn.assertIn(signIn.refresh().tab());
    }

    private Mail mailOfCode(SignIn signIn) {
        return Eventually.present("the mail", () -> mails(person).stream()
                .filter(mail -> mail.subject().contains(signIn.reference())).findFirst());
    }

    @Test
    void aCodeThatHasExpiredIsFollowedByAnother() {
        SignIn signIn = untilTheCode(browser());
        String code = code(signIn);
        time.set((int) Duration.ofMinutes(11).toSeconds());

        signIn.refresh();
        assertTrue(signIn.offersResend(), signIn.tab()::text);
        WayOn.assertIn(signIn.tab());
        signIn.resend();

        assertFalse(code(signIn).equals(code));
        assertLinked(signIn.code(code(signIn)));
    }

    @Test
    void aRestartAtTheCodeBeginsTheSignInAnew() {
        SignIn signIn = untilTheCode(browser());

        signIn.moveTo("restart");

        // Keycloak's: the provider is asked again, which has a session, so that the question is the first page
        WayOn.assertIn(signIn.tab());
        assertTrue(signIn.tab().text().contains("already exists") || signIn.asksForPassword(), signIn.tab()::text);
    }

    @Test
    void aSignInWhoseCookieIsLostAtTheCode_beginsAnew() {
        Browser browser = browser();
        SignIn signIn = untilTheCode(browser);
        browser.forgetSignIn();

        signIn.refresh();

        WayOn.assertIn(signIn.tab());
        assertTrue(signIn.tab().text().contains("timed out") || signIn.tab().text().contains("already exists"),
                signIn.tab()::text);
    }

    @ParameterizedTest
    @CsvSource({"reload", "back", "restart", "other tab", "cancel", "cookie"})
    void anAccountThatItsUserLinksByAnApplication(String how) {
        Browser browser = browser();
        assertTrue(SignIn.open(browser.tab(), realm).password(person).done());
        SignIn linking = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=idp_link:home");
        String page = linking.tab().formAction();
        WayOn.assertIn(linking.tab());
        linking.post(page, "");
        assertTrue(linking.asksForPassword(), linking.tab()::text);

        switch (how) {
            case "reload" -> linking.tab().reload();
            case "back" -> linking.tab().open(withoutCode(page));
            case "restart" -> linking.tab().open(withoutCode(page).replaceFirst("/required-action", "/restart"));
            case "other tab" -> {
                SignIn other = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=idp_link:home");
                WayOn.assertIn(other.tab());
                linking.password(identity);
            }
            case "cancel" -> linking.tab().open(realm.getBaseUrl() + "/broker/home/endpoint?error=access_denied&state="
                    + linking.tab().location().toString().replaceFirst(".*[?&]state=([^&]+).*", "$1"));
            default -> {
                browser.forgetSignIn();
                linking.tab().open(withoutCode(page));
            }
        }

        WayOn.assertIn(linking.tab());
    }
}
