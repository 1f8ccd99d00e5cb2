package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A session that is not sufficient: a higher level, a fresh sign-in, and passive requests, which must not ask for
 * anything.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class StepUpIT extends FlowTest {

    private static final String LEVEL_2 = "&claims=" + URLEncoder.encode(
            "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"factor\"]}}}", StandardCharsets.UTF_8);

    private static final Pattern LINK = Pattern.compile("http://\\S+/login-actions/action-token\\S+");

    @InjectRealm(config = Realms.StepUp.class)
    ManagedRealm realm;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void askForTheCodeAfterTheCookie() {
        UnverifiedUserTest.override(realm, Realms.OTHER_APP, "browser", Realms.CODE_AFTER_COOKIE);
        UnverifiedUserTest.override(realm, Realms.SAML_APP, "browser", Realms.CODE_AFTER_COOKIE);
    }

    /** A user who has signed in with the password alone. */
    private Browser levelOne(TestUser person) {
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm).password(person);
        assertTrue(signIn.done(), signIn.tab()::text);
        return browser;
    }

    /** The content of the tables that a sign-in writes to. */
    private List<Integer> written(TestUser person) {
        return List.of(rows().challenges(person), rows().sends(person), rows().devices(person), rows().guards(person),
                rows().ofRealm("LATCHKEY_RATE_LIMIT", realm.getId()), rows().signIns(person));
    }

    private int failures(TestUser person) {
        return ((Number) realm.admin().attackDetection().bruteForceUserStatus(person.id()).get("numFailures"))
                .intValue();
    }

    @Test
    void stepUpOverASession_isASecondFactor() {
        TestUser person = person();
        Browser browser = levelOne(person);
        SignIn stepUp = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2);
        assertTrue(stepUp.asksForCode(), stepUp.tab()::text);
        Mail mail = mail(person);
        assertTrue(mail.text().contains("Somebody else may know your password"), mail::text);

        stepUp.code(wrong(mail.code()));
        Eventually.holds("Keycloak's detector hears of it", () -> failures(person) == 1);
        stepUp.code(mail.code());
        assertTrue(stepUp.done(), stepUp.tab()::text);
        assertEquals("factor", stepUp.idToken().get("acr").asText());
    }

    /** The session stands for the password here. */
    @Test
    void attack_stepUpOfASessionThatIsOver_opensNoSession() {
        TestUser person = person();
        Browser browser = levelOne(person);
        SignIn stepUp = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2);
        assertTrue(stepUp.asksForCode(), stepUp.tab()::text);
        new Directory(server, realm.getName()).expire(
                realm.admin().users().get(person.id()).getUserSessions().get(0).getId());

        stepUp.code(mail(person).code());

        assertTrue(stepUp.asksForPassword(), stepUp.tab()::text);
        assertEquals(List.of(), realm.admin().users().get(person.id()).getUserSessions());
    }

    /** A number is asked for only after a password or passkey of the same sign-in. */
    @Test
    void attack_numberMatchingAfterASessionAlone_isNotOffered() {
        VerifyEmail.in(realm).policy(Map.of("link_number_matching", "true"));
        TestUser person = person();
        Browser browser = levelOne(person);

        SignIn stepUp = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2);

        assertTrue(stepUp.asksForCode(), stepUp.tab()::text);
        assertFalse(stepUp.tab().has("latchkey-number"), stepUp.tab()::text);
        assertEquals("elsewhere", LinkVisit.open(browser().tab(), mail(person).link()).state());
        assertFalse(stepUp.post("code=&confirmed=true").done(), stepUp.tab()::text);
    }

    @Test
    void stepUpOverASession_isLockedWithTheSecondFactor() {
        TestUser person = person();
        Browser browser = levelOne(person);
        for (int challenge = 1; challenge <= 4; challenge++) {
            pass(Duration.ofMinutes(2 * challenge));
            SignIn stepUp = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2);
            String code = newestCode(person, stepUp.reference());
            for (int attempt = 1; attempt <= 3 && stepUp.attemptsLeft().orElse(0) > 0; attempt++) {
                stepUp.code(wrong(code));
            }
        }
        SignIn locked = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2);
        assertTrue(locked.message().contains("Too many"), locked.tab()::text);
    }

    @Test
    void attack_forcedReauthenticationByAnAction_isNotAnsweredByATrustedDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        pass(Duration.ofMinutes(10));
        SignIn action = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, "&kc_action=UPDATE_PASSWORD");
        action.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(action.asksForCode(), action.tab()::text);
    }

    @Test
    void attack_forcedReauthenticationBySaml_isNotAnsweredByATrustedDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        SignIn forced = saml(browser, " ForceAuthn=\"true\"");
        forced.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(forced.asksForCode(), forced.tab()::text);
    }

    @Test
    void attack_forcedReauthenticationBySaml_isNotForgottenWithARestart() {
        TestUser person = person();
        Browser browser = trusted(person);
        SignIn forced = saml(browser, " ForceAuthn=\"true\"");
        forced.restart();
        forced.password(person);
        assertTrue(forced.asksForCode(), forced.tab()::text);
    }

    /** Keycloak forgets the demand with each note of the tab when it begins the flow anew. */
    @ParameterizedTest
    @ValueSource(strings = {"restart", "cookie", "switch", "expired"})
    void attack_forcedReauthenticationBySaml_isNotAnsweredByTheSession(String how) {
        TestUser person = person();
        Browser browser = levelOne(person);
        SignIn forced = saml(browser, " ForceAuthn=\"true\"");
        String form = forced.tab().formAction();
        String page = form.replaceFirst("session_code=[^&]*&execution=[^&]*&", "");

        switch (how) {
            case "restart" -> forced.tab().open(page.replace("/authenticate?", "/restart?skip_logout=true&"));
            case "cookie" -> {
                browser.forgetSignIn();
                forced.tab().open(page);
            }
            case "switch" -> forced.post(form, "switchOrganization=true");
            default -> {
                String link = resetLink(forced, person);
                pass(Duration.ofMinutes(2));
                forced.tab().open(link);
            }
        }

        assertTrue(forced.asksForPassword(), forced.tab()::text);
        assertTrue(forced.tab().has("password"), forced.tab()::text);
    }

    /** The link of Keycloak's own reset, which the tab has gone to. */
    private String resetLink(SignIn signIn, TestUser person) {
        resetBy("reset credentials");
        // of the user of the session, whom Keycloak does not ask for a name
        signIn.moveTo("reset-credentials");
        return link(person);
    }

    private String link(TestUser person) {
        return Eventually.present("the link", () -> mails(person).stream()
                .flatMap(mail -> LINK.matcher(mail.text()).results()).findFirst()).group();
    }

    private void resetBy(String flow) {
        RealmRepresentation change = new RealmRepresentation();
        change.setResetCredentialsFlow(flow);
        change.setResetPasswordAllowed(true);
        change.setActionTokenGeneratedByUserLifespan(60);
        realm.admin().update(change);
    }

    /** Keycloak restarts a tab whose link has expired, and runs the realm's flow in the same request. */
    @Test
    void attack_flowThatAPolicySelects_isNotForgottenWithALinkThatHasExpired() {
        TestUser person = person();
        Browser browser = levelOne(person);
        SelectedFlow.set(realm, Realms.CODE_AFTER_COOKIE, 2);
        SignIn signIn = SignIn.open(browser.tab(), realm);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        String link = resetLink(signIn, person);
        pass(Duration.ofMinutes(2));

        signIn.tab().open(link);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    /** An application may link to a reset without an authorization request, of which alone a policy hears. */
    @Test
    void attack_flowThatAPolicySelects_isNotLeftOutByATabThatAResetHasOpened() {
        TestUser person = person();
        Browser browser = levelOne(person);
        SelectedFlow.set(realm, Realms.CODE_AFTER_COOKIE, 2);
        resetBy("reset credentials");
        SignIn signIn = SignIn.in(browser.tab(), realm);
        signIn.tab().open(realm.getBaseUrl() + "/login-actions/reset-credentials?client_id=" + Realms.APP
                + "&redirect_uri=" + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8));

        signIn.tab().open(link(person).replaceFirst("/action-token[?]key=[^&]*&", "/authenticate?"));

        assertRefused(signIn);
    }

    @Test
    void aTrustedDeviceAnswersASamlRequestThatForcesNothing() {
        TestUser person = person();
        Browser browser = trusted(person).endSession();
        SignIn signIn = saml(browser, "").password(person);
        assertTrue(signIn.tab().location().toString().contains("SAMLResponse"), signIn.tab()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "other-app", "saml-app"})
    void attack_passiveRequest_sendsWritesAndCountsNothing(String client) {
        TestUser person = person();
        Browser browser = levelOne(person);
        List<Integer> before = written(person);
        if (client.equals(Realms.SAML_APP)) {
            SignIn passive = saml(browser, " IsPassive=\"true\"");
            assertFalse(passive.asksForCode(), passive.tab()::text);
            assertTrue(passive.tab().location().toString().contains("SAMLResponse"), passive.tab()::text);
        } else {
            SignIn passive = SignIn.open(browser.tab(), realm, client, "&prompt=none" + LEVEL_2);
            assertTrue(passive.tab().location().toString().contains("error="),
                    () -> passive.tab().location().toString());
        }
        assertEquals(before, written(person));
        // the next mail is the first, so that none was sent before it
        SignIn stepUp = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2);
        assertTrue(stepUp.asksForCode(), stepUp.tab()::text);
        mail(person);
    }

    @Test
    void attack_passiveRequestOfATrustedDevice_neitherRotatesNorEndsIt() {
        TestUser person = person();
        Browser browser = trusted(person);
        String secret = browser.deviceSecret();
        SignIn passive = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, "&prompt=none");
        assertTrue(passive.done(), () -> passive.tab().location().toString());
        assertEquals(secret, browser.deviceSecret());
    }

    /** A user with a trusted browser. */
    private Browser trusted(TestUser person) {
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        signIn.codeAndTrust(mail(person).code());
        assertTrue(signIn.done(), signIn.tab()::text);
        return browser;
    }

    @Test
    void attack_levelOfAFlowThatAPolicySelects_isNotReachedByATrustedDevice() {
        TestUser person = person();
        Browser browser = trusted(person).endSession();
        SelectedFlow.set(realm, Realms.CODE_AFTER_COOKIE, 2);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.code(newestCode(person, signIn.reference()));
        assertEquals("factor", acr(signIn));
    }

    /** Keycloak forgets the flow that a client policy has selected when the sign-in is begun anew. */
    @Test
    void attack_flowThatAPolicySelects_isNotForgottenWithARestart() {
        TestUser person = person();
        Browser browser = trusted(person).endSession();
        SelectedFlow.set(realm, Realms.CODE_AFTER_COOKIE, 2);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.restart();
        signIn.password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.code(newestCode(person, signIn.reference()));
        assertEquals("factor", acr(signIn));
    }

    /** The cookie by which Keycloak restores a sign-in was set before the flow was noted. */
    @ParameterizedTest
    @ValueSource(strings = {"/authenticate", "/restart", "/registration"})
    void attack_flowThatAPolicySelects_isNotForgottenWhenTheCookieRestoresTheSignIn(String path) {
        TestUser person = person();
        Browser browser = trusted(person).endSession();
        SelectedFlow.set(realm, Realms.CODE_AFTER_COOKIE, 2);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP);
        browser.forgetSignIn();
        browser.withoutRedirects();
        signIn.password(person);
        String restored = signIn.tab().header("Location").orElseThrow();
        browser.withRedirects();

        signIn.tab().open(restored.replace("/authenticate?", path + "?") + "&skip_logout=true");

        assertToldApplication(signIn);
    }

    @Test
    void aSignInWhoseSelectedFlowIsDeletedMeanwhile_goesBackToItsApplication() {
        realm.admin().flows().copy(Realms.CODE_AFTER_COOKIE, Map.of("newName", "deleted meanwhile")).close();
        String flow = realm.admin().flows().getFlows().stream()
                .filter(copy -> copy.getAlias().equals("deleted meanwhile")).findFirst().orElseThrow().getId();
        SelectedFlow.set(realm, "deleted meanwhile", 2);
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP);
        realm.admin().flows().deleteFlow(flow);

        signIn.password(person());

        assertToldApplication(signIn);
    }

    private static void assertRefused(SignIn signIn) {
        assertEquals(400, signIn.tab().status(), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("Open the application again"), signIn.tab()::text);
    }

    private static void assertToldApplication(SignIn signIn) {
        assertTrue(String.valueOf(signIn.tab().location().getQuery()).contains("error=temporarily_unavailable"),
                () -> signIn.tab().location() + signIn.tab().text());
        assertFalse(signIn.done(), () -> signIn.tab().location().toString());
    }

    @Test
    void aSignInThatTheCookieRestores_goesOnWhereNoPolicySelectsAFlow() {
        TestUser person = person();
        Browser browser = trusted(person).endSession();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP);
        browser.forgetSignIn();
        signIn.password(person);
        assertTrue(signIn.tab().text().contains("timed out"), signIn.tab()::text);
        assertTrue(signIn.password(person).done(), signIn.tab()::text);
    }

    private String acr(SignIn signIn) {
        assertTrue(signIn.done(), signIn.tab()::text);
        return Rest.claims(new App(realm, Realms.OTHER_APP).exchange(signIn), "id_token").get("acr").asText();
    }

    /** The attacker has passed level 2 with an account of his own, in the tab that then comes back as the victim. */
    @Test
    void attack_levelOfOneAccount_isNotThatOfTheAccountThatAProviderNames() {
        withoutFlowAfterTheProvider();
        SignIn signIn = atProvider(levelTwo(person())).password(identity(person()));
        assertEquals("password", acr(signIn));
    }

    @Test
    void attack_levelOfOneAccount_sparesAnotherNoFactorAfterTheProvider() {
        TestUser victim = person();
        SignIn signIn = atProvider(levelTwo(person())).password(identity(victim));
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.code(newestCode(victim, signIn.reference()));
        assertEquals("factor", acr(signIn));
    }

    /** They are levels of the account itself, which Keycloak has set up in that flow. */
    @Test
    void levelOfAFirstBrokeredLogin_countsInTheFlowAfterTheProvider() {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, LEVEL_2);
        signIn.tab().open(provider(signIn.tab().action("kc-form-login"), "home"));
        signIn.password(person(home, user -> user));
        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals("factor", signIn.idToken().get("acr").asText());
    }

    /** The tab goes to its own flow, and not on to the one after the provider. */
    @Test
    void attack_levelOfOneAccount_sparesTheAccountThatAProviderNamesNoPassword() {
        TestUser identity = identity(person());
        Browser browser = browser();
        SignIn signIn = levelTwo(browser, person());
        String action = signIn.action();
        atProvider(signIn);
        browser.withoutRedirects();
        signIn.password(identity);
        String answer = signIn.tab().header("Location").orElseThrow();
        assertTrue(answer.contains("/broker/home/endpoint"), answer);
        signIn.tab().open(answer);
        String next = signIn.tab().header("Location").orElseThrow();
        assertTrue(next.contains("/login-actions/post-broker-login"), next);
        browser.withRedirects();
        signIn.tab().open(withoutCode(action));
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }

    /** Keycloak refuses it: it has no session code, or there is no such provider. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_linkToAProviderThatKeycloakRefuses_makesTheSecondFactorNoFirstOne(boolean sessionCode) {
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).password(person);
        String wrong = wrong(mail(person).code());
        String action = signIn.action();
        String link = provider(action, "none");
        signIn.tab().open(sessionCode ? link : link.replaceFirst("session_code=[^&]*&", ""));
        signIn.post(action, "code=" + wrong);
        if (sessionCode) {
            assertFalse(signIn.asksForCode(), signIn.tab()::text);
        } else {
            Eventually.holds("Keycloak's detector hears of it", () -> failures(person) == 1);
        }
    }

    /** The tab waits for the provider's answer, and the link there shows its new session code. */
    @Test
    void attack_codeOfTheTabThatIsAtAProvider_makesTheSecondFactorNoFirstOne() {
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).password(person);
        Mail mail = mail(person);
        String action = signIn.action();
        atProvider(signIn);
        Matcher state = Pattern.compile("[?&]state=([^.&]+)").matcher(signIn.tab().location().toString());
        assertTrue(state.find(), signIn.tab().location()::toString);

        String atProvider = action.replaceFirst("session_code=[^&]*", "session_code=" + state.group(1));
        signIn.post(atProvider, "code=" + mail.code());

        assertTrue(signIn.tab().has("loginContinueLink"), signIn.tab()::text);
        signIn.tab().open(signIn.tab().location().resolve(
                signIn.tab().attribute("loginContinueLink", "href").orElseThrow()).toString());
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }

    /** The browser loads the page of the code by its address, as with its back button. */
    @Test
    void whoGoesBackFromTheProviderToTheCode_signsInFromTheFirstStepOn() {
        TestUser person = person();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).password(person);
        String page = signIn.action().replaceFirst("session_code=[^&]*&", "");
        atProvider(signIn);

        signIn.tab().open(page);

        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
    }

    /** The answer of the provider comes once the tab has gone on, and has read the level of the attacker's session. */
    @ParameterizedTest
    @ValueSource(strings = {"", "made-up"})
    void attack_levelOfASession_readWhileTheTabIsAtTheProvider_isNotThatOfTheAccountThatTheProviderNames(String code) {
        TestUser victim = person();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&acr_values=3");
        String answer = heldWhileTheTabGoesOn(browser, signIn, victim, code);
        signIn.tab().open(answer);

        assertFalse(signIn.done() && "factor".equals(signIn.idToken().get("acr").asText()));
        assertEquals(0, realm.admin().users().get(victim.id()).getUserSessions().size(), signIn.tab()::text);
    }

    /** The code of the page that the tab shows now is put into the answer, which is not signed. */
    @Test
    void attack_answerWithTheCodeOfTheTabsNextPage_bringsNoLevelOfAnotherAccount() {
        TestUser victim = person();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP);
        String answer = heldWhileTheTabGoesOn(browser, signIn, victim, "");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        String next = signIn.action().replaceFirst(".*[?&]session_code=([^&]+).*", "$1");
        signIn.tab().open(answer.replaceFirst("([?&]state=)[^.&]+", "$1" + next));

        assertNotEquals("factor", acr(signIn));
        assertEquals(1, realm.admin().users().get(victim.id()).getUserSessions().size(), signIn.tab()::text);
    }

    /**
     * Returns an answer of the provider that names the victim. It has not come back when the tab goes on and reads the
     * attacker's session at level 2, which is over then.
     */
    private String heldWhileTheTabGoesOn(Browser browser, SignIn signIn, TestUser victim, String code) {
        withoutFlowAfterTheProvider();
        TestUser attacker = person();
        TestUser identity = identity(victim);
        String action = signIn.tab().action("kc-form-login");
        signIn.tab().open(provider(action, "home"));
        browser.withoutRedirects();
        String answer = signIn.password(identity).tab().header("Location").orElseThrow();
        browser.withRedirects();
        SignIn other = SignIn.open(browser.tab(), realm, Realms.APP, LEVEL_2).password(attacker);
        assertTrue(other.code(newestCode(attacker, other.reference())).done(), other.tab()::text);

        signIn.tab().open(code.isEmpty() ? withoutCode(action)
                : action.replaceFirst("session_code=[^&]+", "session_code=" + code));
        new Directory(server, realm.getName()).expire(
                realm.admin().users().get(attacker.id()).getUserSessions().get(0).getId());
        return answer;
    }

    private void withoutFlowAfterTheProvider() {
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setPostBrokerLoginFlowAlias(null);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> {
            provider.setPostBrokerLoginFlowAlias("post broker");
            ended.identityProviders().get("home").update(provider);
        });
    }

    /** The address of a page, as after the back button. */
    private static String withoutCode(String action) {
        return action.replaceFirst("session_code=[^&]*&execution=[^&]*&", "");
    }

    private SignIn levelTwo(TestUser person) {
        return levelTwo(browser(), person);
    }

    /** A sign-in that has passed level 2 and waits for a code. */
    private SignIn levelTwo(Browser browser, TestUser person) {
        UnverifiedUserTest.override(realm, Realms.OTHER_APP, "browser", Realms.LEVEL_2_THEN_CODE);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        return signIn;
    }

    private SignIn atProvider(SignIn signIn) {
        signIn.tab().open(provider(signIn.action(), "home"));
        assertTrue(signIn.tab().location().getPath().startsWith("/realms/" + home.getName() + "/"),
                () -> signIn.tab().location() + signIn.tab().text());
        return signIn;
    }

    /** The link of a page to a provider. */
    private String provider(String action, String provider) {
        return action.replaceFirst("/login-actions/authenticate", "/broker/" + provider + "/login")
                .replaceFirst("execution=[^&]*&", "");
    }

    /** A user of the provider whose identity is linked to this one. */
    private TestUser identity(TestUser person) {
        TestUser identity = person(home, user -> user);
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId(identity.id());
        link.setUserName(identity.username());
        realm.admin().users().get(person.id()).addFederatedIdentity("home", link).close();
        return identity;
    }

    private SignIn saml(Browser browser, String attributes) {
        return SamlRequest.of(realm, attributes).redirect(browser.tab(), "relayed");
    }

    private void pass(Duration duration) {
        time.set((int) duration.toSeconds());
    }
}
