package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.util.JsonSerialization;

/** Latchkey is added to a realm that has Keycloak's default flows, used, and taken back. */
@KeycloakIntegrationTest(config = FlowServer.class)
class RealmSetupIT extends FlowTest {

    private static final String SECRET = "DJmQfC73VGFhw7D4QJ8A";
    private static final String CUSTOM = "custom";
    private static final String NEW_PASSWORD = "another-password-2";
    private static final String ALL = "\"features\":[\"email_code\",\"trusted_devices\",\"sign_up\",\"reset\","
            + "\"native_api\",\"secret_codes\"],\"clients\":[\"native\"]";

    @InjectRealm(config = DefaultFlows.class)
    ManagedRealm realm;

    @InjectRealm(ref = "other", config = OtherDefaultFlows.class)
    ManagedRealm other;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private String before;

    /** A realm with the flows and scopes that Keycloak gives every new realm. */
    public static class DefaultFlows implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return configure(realm, "default-flows");
        }

        static RealmBuilder configure(RealmBuilder realm, String name) {
            RealmRepresentation rep = realm.name(name).smtp("localhost", 3025, "auto@keycloak.org").build();
            rep.setRegistrationAllowed(true);
            rep.setResetPasswordAllowed(true);
            // the default of a minute is too short for an authorization code on a slow machine
            rep.setAccessCodeLifespan(1800);
            rep.setAttributes(Map.of("latchkey.notices.off",
                    "new_device,account_locked,factor_changed,success_after_failures"));
            return realm.eventsEnabled(true).adminEventsEnabled(true)
                    .clients(app(Realms.APP), app(Realms.NATIVE), app(Realms.MOBILE));
        }

        private static ClientBuilder app(String id) {
            return ClientBuilder.create(id).name(id).publicClient().enabled(true)
                    .redirectUris(FlowServer.BASE + "/*");
        }
    }

    /** The same in a second realm. */
    public static final class OtherDefaultFlows implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return DefaultFlows.configure(realm, "other-default-flows");
        }
    }

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void remember() {
        // Keycloak adds attributes when a realm is first saved
        change(realm, rep -> { });
        before = export();
        realm.admin().clearAdminEvents();
    }

    @AfterEach
    void takeBack() {
        // the required action goes in a run of its own
        undo("");
        undo("");
        assertEquals(before, export(), "the realm is what it was");
    }

    @Test
    void aDryRunChangesNothingAndSaysWhatASetupThenDoes() {
        JsonNode planned = setUp(ALL + ",\"dry_run\":true");

        assertTrue(planned.get("dry_run").asBoolean());
        assertTrue(texts(planned).contains("Bind 'latchkey browser' as browser flow instead of 'browser'"),
                planned::toString);
        assertEquals(before, export());
        assertEquals(0, adminEvents("realm_set_up"));

        JsonNode done = setUp(ALL);
        assertEquals(texts(planned), texts(done));
        assertEquals(1, adminEvents("realm_set_up"));
        assertEquals(List.of(), texts(setUp(ALL)), "nothing is left to do");
        assertEquals(1, adminEvents("realm_set_up"));
        for (JsonNode feature : state().get("features")) {
            assertTrue(feature.get("present").asBoolean() && feature.get("by_setup").asBoolean(), feature::toString);
        }

        String set = export();
        JsonNode undo = undo("\"dry_run\":true");
        assertEquals(set, export());
        JsonNode first = undo("");
        assertEquals(texts(undo), texts(first));
        assertTrue(first.get("left").toString().contains("until the next undo"), first::toString);
        assertEquals(1, texts(undo("")).size(), "the required action");
        assertEquals(before, export());
        assertEquals(2, adminEvents("realm_setup_undone"));
        assertEquals(List.of(), texts(undo("")));
        assertEquals(2, adminEvents("realm_setup_undone"));
    }

    @Test
    void aUserWithoutAnotherFactorIsAskedForACodeAndOneWithAnAppIsAskedOnce() {
        setUp(features("email_code"));

        TestUser person = person();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertFalse(signIn.offersTrust());
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);

        TestUser withApp = person(user -> user.totpSecret(SECRET));
        SignIn app = afterPassword(withApp);
        assertTrue(app.tab().has("kc-otp-login-form"), app.tab()::text);
        assertEquals(0, rows().sends(withApp));
        app.tab().type("otp", new TimeBasedOTP().generateTOTP(SECRET)).click("kc-login");
        assertTrue(app.done(), app.tab()::text);

        TestUser chooses = person(user -> user.totpSecret(SECRET));
        SignIn mailed = afterPassword(chooses).tryAnotherWay("Email code");
        assertTrue(mailed.code(mail(chooses).code()).done(), mailed.tab()::text);
    }

    @Test
    void attack_thePasswordAndAnIdentityOfAnAttackersOwn_meetTheCode() {
        realm.admin().identityProviders().create(Realms.home()).close();
        try {
            JsonNode answer = setUp(features("email_code"));
            TestUser victim = person();
            TestUser attacker = person(home, user -> user.email(victim.email()));
            SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home").password(attacker);
            signIn.tab().click("linkAccount");
            signIn.tryAnotherWay("Username and password").password(victim);

            assertFalse(signIn.done(), () -> "signed in with the password alone: " + signIn.tab().location()
                    + "\n" + answer);
            assertTrue(signIn.asksForCode(), signIn.tab()::text);
            assertEquals(List.of(), realm.admin().users().get(victim.id()).getFederatedIdentity());
            assertFalse(answer.get("notes").toString().contains("The first login flow"), answer::toString);

            signIn.code(newestCode(victim, signIn.reference()));
            assertTrue(signIn.done(), signIn.tab()::text);
            assertEquals(1, realm.admin().users().get(victim.id()).getFederatedIdentity().size());
        } finally {
            realm.admin().identityProviders().get("home").remove();
        }
    }

    @Test
    void attack_aFirstLoginFlowOfAProvidersOwn_thatAsksForNoCode_isNamed() {
        IdentityProviderRepresentation provider = Realms.home();
        provider.setFirstBrokerLoginFlowAlias("first broker login");
        realm.admin().identityProviders().create(provider).close();
        try {
            String notes = setUp(features("email_code")).get("notes").toString();
            assertTrue(notes.contains("The first login flow 'first broker login' of these identity providers"), notes);
            assertTrue(notes.contains("behind the password: home"), notes);
            provider.setFirstBrokerLoginFlowAlias("latchkey first broker login");
            realm.admin().identityProviders().get("home").update(provider);
            assertFalse(setUp(features("email_code")).get("notes").toString().contains("The first login flow"));
        } finally {
            realm.admin().identityProviders().get("home").remove();
        }
    }

    /** Keycloak's step links an identity to the account of its address without any question. */
    @Test
    void attack_aFirstLoginFlowThatLinksWithoutAQuestion_isNamed() {
        realm.admin().flows().copy("first broker login", Map.of("newName", "linking")).close();
        realm.admin().flows().addExecution("linking User creation or linking", Map.of("provider", "idp-auto-link"));
        requirement("linking", "idp-auto-link", "ALTERNATIVE");
        IdentityProviderRepresentation provider = Realms.home();
        provider.setFirstBrokerLoginFlowAlias("linking");
        realm.admin().identityProviders().create(provider).close();
        try {
            String notes = setUp(features("email_code")).get("notes").toString();
            assertTrue(notes.contains("The first login flow 'linking' of these identity providers links an identity to "
                    + "the account of its address without a question"), notes);
        } finally {
            realm.admin().identityProviders().get("home").remove();
            removeFlow("linking");
        }
    }

    /** Every realm of Keycloak has this public client, with the password grant on. */
    @Test
    void attack_thePasswordAloneAtKeycloaksOwnClient_changesNoAddress() {
        setUp(features("email_code"));
        TestUser victim = person();
        HttpResponse<String> answer = Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/token",
                "grant_type=password&client_id=admin-cli&username=" + victim.username() + "&password="
                        + TestUser.PASSWORD, Map.of());
        if (answer.statusCode() == 200) {
            String account = "/realms/" + realm.getName() + "/account/";
            Rest attacker = Rest.bearer(Rest.json(answer).get("access_token").asText());
            ObjectNode profile = (ObjectNode) Rest.json(attacker.getJson(account));
            profile.put("email", "attacker-" + victim.email());
            attacker.send("POST", account, profile.toString());
        }

        assertEquals(victim.email(), realm.admin().users().get(victim.id()).toRepresentation().getEmail());
        assertEquals(400, answer.statusCode(), "tokens for the password alone");
    }

    @Test
    void attack_thePasswordGrantOfKeycloaksOwnClient_staysOffWhileTheCodeIsAskedFor() {
        setUp(features("email_code"));
        requirement("latchkey browser", "auth-otp-form", "DISABLED");
        assertTrue(undo("").get("left").toString().contains("'Direct access grants' of the client 'admin-cli' stays "
                + "off"));
        assertFalse(client("admin-cli").isDirectAccessGrantsEnabled());
        change(realm, rep -> rep.setBrowserFlow("browser"));
        removeFlow("latchkey browser");
        undo("");
        assertTrue(client("admin-cli").isDirectAccessGrantsEnabled());
    }

    @Test
    void attack_thePasswordGrantOfKeycloaksOwnClient_staysOffWhereAnotherFlowWasBoundSince() {
        setUp(features("email_code"));
        realm.admin().flows().copy("browser", Map.of("newName", "stricter")).close();
        requirement("stricter", "auth-otp-form", "REQUIRED");
        change(realm, rep -> rep.setBrowserFlow("stricter"));
        try {
            assertTrue(undo("").get("left").toString().contains("'Direct access grants' of the client 'admin-cli' "
                    + "stays off: the browser flow is not the one from before"));
            assertFalse(client("admin-cli").isDirectAccessGrantsEnabled());
        } finally {
            change(realm, rep -> rep.setBrowserFlow("browser"));
            removeFlow("stricter");
            ClientRepresentation cli = client("admin-cli");
            cli.setDirectAccessGrantsEnabled(true);
            realm.admin().clients().get(cli.getId()).update(cli);
        }
    }

    @Test
    void clientsThatGiveTokensForThePasswordAloneAreNamed() {
        setUp(features("native_api"));
        String asksForCode = realm.admin().flows().getFlows().stream()
                .filter(flow -> flow.getAlias().equals("latchkey native")).findFirst().orElseThrow().getId();
        String named = "no mailed code. Turn it off, or add the step to that flow (docs/apps.md): " + Realms.MOBILE;
        try {
            change(Realms.MOBILE, client -> client.setDirectAccessGrantsEnabled(true));
            assertTrue(setUp(features("email_code")).get("notes").toString().contains(named));
            change(Realms.MOBILE, client ->
                    client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", asksForCode)));
            assertFalse(setUp(features("email_code")).get("notes").toString().contains("tokens for the password"));
        } finally {
            change(Realms.MOBILE, client -> {
                client.setDirectAccessGrantsEnabled(false);
                client.setAuthenticationFlowBindingOverrides(Map.of("direct_grant", ""));
            });
        }
    }

    @Test
    void attack_aCallerWhoMaySeeNoClients_isNotToldTheirIds() {
        // they sign in before the password grant is turned off
        Rest seesClients = withRole("manage-realm", "view-clients");
        Rest seesNone = withRole("manage-realm");
        setUp(features("email_code"));
        try {
            change(Realms.MOBILE, client -> client.setDirectAccessGrantsEnabled(true));
            String plan = '{' + features("trusted_devices") + ",\"dry_run\":true}";
            HttpResponse<String> seen = seesClients.send("POST", path(""), plan);
            assertTrue(seen.body().contains("(docs/apps.md): " + Realms.MOBILE), seen::body);
            HttpResponse<String> unseen = seesNone.send("POST", path(""), plan);
            assertEquals(200, unseen.statusCode(), unseen::body);
            assertTrue(unseen.body().contains("(docs/apps.md): 1 in all, which the role view-clients shows"),
                    unseen::body);
        } finally {
            change(Realms.MOBILE, client -> client.setDirectAccessGrantsEnabled(false));
            realm.admin().users().list().forEach(user -> realm.admin().users().delete(user.getId()).close());
        }
    }

    private ClientRepresentation client(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private void change(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation client = client(clientId);
        change.accept(client);
        realm.admin().clients().get(client.getId()).update(client);
    }

    @Test
    void attack_aWrongCodeInTheExtendedFlowSignsNoOneIn() {
        setUp(features("email_code", "trusted_devices"));
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = afterPassword(person).tryAnotherWay("Email code");

        signIn.code(wrong(mail(person).code()));

        assertFalse(signIn.done());
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(1, events(person).refusals("wrong_code"));
    }

    @Test
    void trustedDevicesAreAddedLaterToTheSameFlowAndSkipTheFactor() {
        setUp(features("email_code", "native_api"));
        String flow = realm.admin().toRepresentation().getBrowserFlow();
        JsonNode added = setUp(features("trusted_devices"));
        assertEquals(flow, realm.admin().toRepresentation().getBrowserFlow());
        assertTrue(texts(added).stream().anyMatch(text -> text.contains("to 'latchkey native second factor'")),
                added::toString);

        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        assertTrue(first.codeAndTrust(mail(person).code()).done(), first.tab()::text);
        browser.endSession();
        SignIn second = afterPassword(browser, person);
        assertTrue(second.done(), second.tab()::text);
        assertTrue(afterPassword(person).asksForCode(), "another browser is asked");
    }

    @Test
    void trustedDevicesWithoutTheCodeAreRefusedWhereKeycloakAsksOnlyUsersWithAFactor() {
        assertRefused(409, features("trusted_devices"), "Add email_code as well");
        assertEquals(before, export());
        setUp(features("trusted_devices", "email_code"));
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.offersTrust(), signIn.tab()::text);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void aSignUpIsPendingUntilTheCodeAndAnUndoKeepsTheActionUntilThen() {
        setUp(features("sign_up"));
        String address = "new" + System.nanoTime() + "@mail.example";
        SignIn signUp = signUp(address);
        assertTrue(signUp.asksForCode(), signUp.tab()::text);

        undo("");
        JsonNode undo = undo("");
        assertTrue(undo.get("left").toString().contains("not proven yet"), undo::toString);
        assertEquals("registration", realm.admin().toRepresentation().getRegistrationFlow());
        SignIn leaving = SignIn.open(browser().tab(), realm).password(address, NEW_PASSWORD);
        assertFalse(leaving.done(), "the account is still pending");

        setUp(features("sign_up"));
        String again = "new" + System.nanoTime() + "@mail.example";
        SignIn proven = signUp(again);
        TestUser user = new TestUser(realm.admin().users().searchByEmail(again, true).get(0).getId(), again, again);
        assertTrue(proven.code(newestCode(user, proven.reference())).done(), proven.tab()::text);
        realm.admin().users().searchByEmail(address, true)
                .forEach(pending -> realm.admin().users().delete(pending.getId()).close());
    }

    @Test
    void anUndoLeavesAPolicyThatAnAdministratorHasSetSince() {
        setUp(features("sign_up"));
        RequiredActionProviderRepresentation action = realm.admin().flows().getRequiredAction(VerifyEmail.ACTION);
        action.setConfig(Map.of("code_length", "8"));
        realm.admin().flows().updateRequiredAction(VerifyEmail.ACTION, action);

        JsonNode undo = undo("");

        assertTrue(undo.get("left").toString().contains("has been changed since; it stays"), undo::toString);
        assertEquals("8", realm.admin().flows().getRequiredAction(VerifyEmail.ACTION).getConfig().get("code_length"));
        realm.admin().flows().removeRequiredAction(VerifyEmail.ACTION);
    }

    @Test
    void aPasswordIsResetByCode() {
        setUp(features("reset"));
        TestUser person = person();
        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(person.username());
        assertTrue(reset.asksForCode(), reset.tab()::text);
        reset.code(mail(person).code());
        assertTrue(reset.asksForNewPassword(), reset.tab()::text);
        reset.newPassword(NEW_PASSWORD);
        reset.password(person.username(), NEW_PASSWORD);
        assertTrue(reset.done(), reset.tab()::text);
    }

    @Test
    void appsSignInByCodeAndHoldSecretCodes() {
        setUp("\"features\":[\"native_api\"],\"clients\":[\"native\"]");
        setUp("\"features\":[\"secret_codes\"],\"clients\":[\"mobile\"]");
        TestUser person = person();
        NativeApp app = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer asked = app.begin(person);
        NativeApp.Answer done = app.otp(asked, mail(person).code());
        assertEquals(200, app.redeem(done).status(), done::toString);

        App mobile = new App(realm, Realms.MOBILE);
        JsonNode tokens = mobile.exchange(mobile.open(browser()).password(person));
        HttpResponse<String> redeemed = mobile.redeem(tokens.get("secret_code").asText());
        assertEquals(200, redeemed.statusCode(), redeemed::body);
        assertTrue(new App(realm, Realms.APP).open(browser()).tab().location().toString()
                .contains("error=invalid_scope"), "a client without the scope may not ask for it");
    }

    /** An app's own form knows no captcha and no step of the administrator's. */
    @Test
    void attack_signUpOrResetOfAnAppPastAStepOfTheAdministrators_isRefused() {
        String requested = "\"features\":[\"native_api\"],\"clients\":[\"native\"]";
        own("registration", "own registration form", "registration-recaptcha-action",
                RealmRepresentation::setRegistrationFlow);
        assertRefused(409, requested, "The registration flow 'own' has the step");
        change(realm, rep -> rep.setRegistrationAllowed(false));
        assertTrue(setUp(requested).get("notes").toString().contains("The registration flow 'own' has the step"));
        undo("");
        change(realm, rep -> {
            rep.setRegistrationAllowed(true);
            rep.setRegistrationFlow("registration");
        });
        removeFlow("own");

        own("reset credentials", "own", "auth-cookie", RealmRepresentation::setResetCredentialsFlow);
        assertRefused(409, requested, "The reset credentials flow 'own' has the step");
        change(realm, rep -> rep.setResetCredentialsFlow("reset credentials"));
        removeFlow("own");
    }

    /** Binds a copy of a flow of Keycloak's with one more step. */
    private void own(String flow, String parent, String step, BiConsumer<RealmRepresentation, String> binding) {
        realm.admin().flows().copy(flow, Map.of("newName", "own")).close();
        realm.admin().flows().getExecutions("own").stream().filter(known -> step.equals(known.getProviderId()))
                .findFirst().ifPresentOrElse(known -> { }, () -> realm.admin().flows()
                        .addExecution(parent, Map.of("provider", step)));
        requirement("own", step, "REQUIRED");
        change(realm, rep -> binding.accept(rep, "own"));
    }

    /** One that was there, built by hand, may name any flow. */
    @Test
    void attack_aClientScopeThatNamesAFlowOfThePasswordAlone_isAssignedToNoClient() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("native sign-in");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("latchkey-native-sign-in");
        mapper.setConfig(Map.of("flow", "direct grant"));
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName("email_otp");
        scope.setProtocol("openid-connect");
        scope.setProtocolMappers(List.of(mapper));
        realm.admin().clientScopes().create(scope).close();
        try {
            assertRefused(409, "\"features\":[\"native_api\"],\"clients\":[\"native\"]", "names no flow that asks");
            assertFalse(state().get("features").get("native_api").get("present").asBoolean(), state()::toString);
        } finally {
            realm.admin().clientScopes().findAll().stream().filter(one -> one.getName().equals(scope.getName()))
                    .forEach(one -> realm.admin().clientScopes().get(one.getId()).remove());
        }
    }

    @Test
    void organizationsIdentifyTheUserFirstAndTheCodeFollows() {
        change(realm, rep -> rep.setOrganizationsEnabled(true));
        try {
            setUp(features("email_code"));
            TestUser person = person();
            SignIn signIn = SignIn.open(browser().tab(), realm);
            signIn.tab().type("username", person.username()).click("kc-login");
            signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
            assertTrue(signIn.asksForCode(), signIn.tab()::text);
            assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
            undo("");
        } finally {
            change(realm, rep -> rep.setOrganizationsEnabled(false));
        }
    }

    @Test
    void whatAnAdministratorHasChangedSinceIsLeftAndSaid() {
        setUp(features("email_code", "reset"));
        requirement("latchkey browser", "auth-otp-form", "DISABLED");

        JsonNode undo = undo("");

        assertTrue(undo.get("left").toString().contains("'latchkey browser' has been changed since"), undo::toString);
        RealmRepresentation rep = realm.admin().toRepresentation();
        assertEquals("latchkey browser", rep.getBrowserFlow(), "what was hardened since stays bound");
        assertEquals("reset credentials", rep.getResetCredentialsFlow());
        assertRefused(409, features("trusted_devices"), "has been changed since");
        change(realm, changed -> changed.setBrowserFlow("browser"));
        removeFlow("latchkey browser");
    }

    @Test
    void aFormerFlowThatWasChangedSinceIsNotBoundAgain() {
        setUp(features("reset"));
        requirement("reset credentials", "reset-password", "DISABLED");
        JsonNode undo = undo("");
        assertTrue(undo.get("left").toString().contains("'reset credentials' that was bound before has been changed"));
        assertEquals("latchkey reset credentials", realm.admin().toRepresentation().getResetCredentialsFlow());
        requirement("reset credentials", "reset-password", "REQUIRED");
    }

    @Test
    void aFlowThatTheRulesDoNotKnowIsRefusedAndNothingIsHalfDone() {
        change(realm, rep -> rep.setSmtpServer(Map.of()));
        String withoutMail = export();
        assertRefused(409, ALL, "no mail server");
        assertEquals(withoutMail, export());
        change(realm, rep -> rep.setSmtpServer(Map.of("host", "localhost", "port", "3025", "from",
                "auto@keycloak.org")));

        custom("conditional-user-configured REQUIRED", "auth-otp-form REQUIRED", "deny-access-authenticator REQUIRED");
        String custom = export();
        assertRefused(409, "\"features\":[\"reset\",\"email_code\"]", "cannot be extended safely");
        assertEquals(custom, export(), "the reset of the same request was not set up either");
        removeCustom();
    }

    @Test
    void attack_aFactorThatAnAdministratorDemandsOfEveryoneStaysDemanded() {
        custom("conditional-user-role REQUIRED condUserRole=nothing", "auth-otp-form REQUIRED");
        requirement(CUSTOM, "custom factors", "REQUIRED");
        String custom = export();
        send(features("trusted_devices"));
        assertFalse(afterPassword(person()).done(), "the password alone signs in");
        assertRefused(409, features("trusted_devices"), "cannot be extended safely");
        assertRefused(409, features("email_code"), "cannot be extended safely");
        assertEquals(custom, export());
        removeCustom();
    }

    @Test
    void attack_aMailedCodeBesideATrustStepNeverLetsThePasswordAloneThrough() {
        custom("latchkey-untrusted-device REQUIRED", "sub REQUIRED", "auth-otp-form REQUIRED",
                "latchkey-trust-device REQUIRED");
        String custom = export();
        send(features("email_code"));
        assertFalse(afterPassword(person()).done(), "the password alone signs in");
        assertRefused(409, features("email_code"), "cannot be extended safely");
        assertEquals(custom, export());
        removeCustom();
    }

    @Test
    void attack_aStepThatDeniesAfterAnotherSubFlowGoesOnToDeny() {
        custom("conditional-sub-flow-executed REQUIRED flow_to_check=custom Browser - Conditional 2FA,"
                + "check_result=executed",
                "deny-access-authenticator REQUIRED");
        requirement(CUSTOM, "custom Browser - Conditional 2FA", "CONDITIONAL");
        TestUser person = person(user -> user.totpSecret(SECRET));
        send(features("email_code"));
        SignIn signIn = afterPassword(person);
        if (signIn.tab().has("kc-otp-login-form")) {
            signIn.tab().type("otp", new TimeBasedOTP().generateTOTP(SECRET)).click("kc-login");
        }
        assertFalse(signIn.done(), "nothing denies any more");
        assertRefused(409, features("email_code"), "cannot be extended safely");
        removeCustom();
    }

    @Test
    void attack_anAccountIsPendingThoughTheSetupWasUndone() {
        setUp("\"features\":[\"sign_up\",\"native_api\"]");
        TestUser waiting = person(user -> user.emailVerified(false).requiredActions("latchkey-verify-email"));
        realm.admin().flows().copy("latchkey registration", Map.of("newName", "own registration")).close();
        change(realm, rep -> rep.setRegistrationFlow("own registration"));
        undo("");
        undo("");
        assertFalse(afterPassword(waiting).done(), "an account becomes active");
        String address = "new" + System.nanoTime() + "@mail.example";
        assertTrue(signUp(address).asksForCode());
        assertFalse(SignIn.open(browser().tab(), realm).password(address, NEW_PASSWORD).done(),
                "an account of a sign-up becomes active");
        realm.admin().users().list().forEach(user -> realm.admin().users().delete(user.getId()).close());
        assertTrue(undo("").get("left").toString().contains("sign-up by code is in use"));
        change(realm, rep -> rep.setRegistrationFlow("registration"));
        removeFlow("own registration");
    }

    /** Binds a copy of the browser flow that has these steps in place of Keycloak's second factors. */
    private void custom(String... steps) {
        removeCustom();
        realm.admin().flows().copy("browser", Map.of("newName", CUSTOM)).close();
        requirement(CUSTOM, "custom Browser - Conditional 2FA", "DISABLED");
        addSubFlow("custom forms", "custom factors", "CONDITIONAL");
        String parent = "custom factors";
        for (String step : steps) {
            String[] parts = step.split(" ", 3);
            if ("sub".equals(parts[0])) {
                addSubFlow(parent, "custom inner", parts[1]);
                parent = "custom inner";
                continue;
            }
            realm.admin().flows().addExecution(parent, Map.of("provider", parts[0]));
            requirement(CUSTOM, parts[0], parts[1]);
            if (parts.length > 2) {
                AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
                config.setAlias("custom config");
                config.setConfig(Arrays.stream(parts[2].split(",")).map(pair -> pair.split("="))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
                realm.admin().flows().newExecutionConfig(execution(CUSTOM, parts[0]).getId(), config).close();
            }
        }
        change(realm, rep -> rep.setBrowserFlow(CUSTOM));
    }

    private void addSubFlow(String parent, String alias, String requirement) {
        realm.admin().flows().addExecutionFlow(parent, Map.of("alias", alias, "type", "basic-flow", "provider",
                "registration-page-form", "description", ""));
        requirement(CUSTOM, alias, requirement);
    }

    /** The last step or sub-flow of that name. */
    private AuthenticationExecutionInfoRepresentation execution(String flow, String name) {
        return realm.admin().flows().getExecutions(flow).stream()
                .filter(step -> name.equals(step.getProviderId()) || name.equals(step.getDisplayName()))
                .reduce((one, other) -> other).orElseThrow();
    }

    private void requirement(String flow, String name, String requirement) {
        AuthenticationExecutionInfoRepresentation step = execution(flow, name);
        step.setRequirement(requirement);
        realm.admin().flows().updateExecutions(flow, step);
    }

    private void removeCustom() {
        undo("");
        change(realm, rep -> rep.setBrowserFlow("browser"));
        removeFlow(CUSTOM);
    }

    private void removeFlow(String alias) {
        realm.admin().flows().getFlows().stream().filter(flow -> flow.getAlias().equals(alias))
                .forEach(flow -> realm.admin().flows().deleteFlow(flow.getId()));
    }

    private HttpResponse<String> send(String members) {
        return Rest.admin().send("POST", path(""), '{' + members + '}');
    }

    @Test
    void attack_anInvalidRequestChangesNothing() {
        assertRefused(400, "\"features\":[\"email_code\"],\"dry-run\":true", "not known");
        assertRefused(400, "\"features\":[\"email_code\"],\"dry_run\":\"true\"", "dry_run");
        assertRefused(400, "\"features\":[]", "features");
        assertRefused(400, "\"features\":\"email_code\"", "features");
        assertRefused(400, "\"features\":[\"email_code\",\"<script>\"]", "features");
        assertRefused(400, "\"features\":[\"email_code\"],\"clients\":[\"native\"]", "clients");
        assertRefused(409, "\"features\":[\"native_api\"],\"clients\":[\"unknown\"]", "no client");
        // the first says that nothing is to be changed, and a reader of the last alone would change something
        assertEquals(400, send(features("reset") + ",\"dry_run\":true,\"dry_run\":false").statusCode());
        assertEquals(400, send(features("reset") + ",\"dry_run\":true}{\"dry_run\":true").statusCode());
        assertEquals(400, Rest.admin().send("POST", path(""), "[]").statusCode());
        assertEquals(400, Rest.admin().send("POST", path(""), "{").statusCode());
        realm.admin().update(withAttribute("{\"changes\":[{\"kind\":\"flow_bound\"}]}"));
        assertEquals(409, Rest.admin().send("POST", path("/undo"), "{}").statusCode());
        assertEquals(409, Rest.admin().get(path("")).statusCode());
        String forged = "{\"changes\":[{\"feature\":\"sign_up\",\"kind\":\"flow_bound\",\"name\":\"nothing\","
                + "\"after\":\"x\"}]}";
        realm.admin().update(withAttribute(forged));
        assertEquals(409, Rest.admin().send("POST", path("/undo"), "{}").statusCode());
        realm.admin().update(withAttribute(forged.replace("flow_bound", "flow_created").replace("nothing", "browser")));
        assertTrue(undo("").get("changes").isEmpty(), "no flow of Keycloak's is deleted");
        realm.admin().update(withAttribute(null));
    }

    private RealmRepresentation withAttribute(String value) {
        RealmRepresentation rep = realm.admin().toRepresentation();
        rep.getAttributes().remove("latchkey.setup");
        if (value != null) {
            rep.getAttributes().put("latchkey.setup", value);
        }
        return rep;
    }

    @Test
    void attack_onlyAnAdministratorOfTheRealmSetsItUp() {
        List<Rest> refused = new ArrayList<>(List.of(withRole("view-realm"), withRole("manage-users"),
                withRole("manage-clients"), Rest.as(realm, person())));
        TestUser foreign = person(other, user -> user);
        String client = other.admin().clients().findByClientId("realm-management").get(0).getId();
        other.admin().users().get(foreign.id()).roles().clientLevel(client).add(List.of(
                other.admin().clients().get(client).roles().get("realm-admin").toRepresentation()));
        refused.add(Rest.as(other, foreign));
        for (Rest caller : refused) {
            assertEquals(403, caller.send("POST", path(""), '{' + features("reset") + '}').statusCode());
            assertEquals(403, caller.send("POST", path("/undo"), "{}").statusCode());
        }
        assertEquals(401, Rest.anonymous().send("POST", path(""), '{' + features("reset") + '}').statusCode());
        assertEquals(403, Rest.as(realm, person()).get(path("")).statusCode());
        assertEquals(200, withRole("view-realm").get(path("")).statusCode());

        Rest manager = withRole("manage-realm");
        assertEquals(403, manager.send("POST", path(""), '{' + features("secret_codes") + '}').statusCode(),
                "client scopes need manage-clients");
        assertEquals(200, manager.send("POST", path(""), '{' + features("reset") + '}').statusCode());
        setUp(features("secret_codes"));
        assertEquals(403, manager.send("POST", path("/undo"), "{}").statusCode(), "it would take a client scope back");
        realm.admin().users().list().forEach(user -> realm.admin().users().delete(user.getId()).close());
    }

    @Test
    void attack_parallelSetupsMakeOneCopy() {
        List<JsonNode> answers = IntStream.range(0, 6).parallel()
                .mapToObj(i -> setUp(features("email_code", "secret_codes"))).toList();
        assertEquals(1, answers.stream().filter(answer -> !answer.get("changes").isEmpty()).count());
        assertEquals(1, realm.admin().flows().getFlows().stream()
                .filter(flow -> flow.getAlias().startsWith("latchkey browser")).count());
    }

    private SignIn signUp(String address) {
        SignIn form = SignIn.register(browser().tab(), realm);
        form.tab().type("username", address);
        return form.fillIn(address, NEW_PASSWORD);
    }

    private static String features(String... names) {
        return "\"features\":[\"" + String.join("\",\"", names) + "\"]";
    }

    private JsonNode setUp(String members) {
        return ok(Rest.admin().send("POST", path(""), '{' + members + '}'));
    }

    private JsonNode undo(String members) {
        return ok(Rest.admin().send("POST", path("/undo"), '{' + members + '}'));
    }

    private JsonNode state() {
        return ok(Rest.admin().get(path("")));
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response::body);
        return Rest.json(response);
    }

    private void assertRefused(int status, String members, String message) {
        HttpResponse<String> response = Rest.admin().send("POST", path(""), '{' + members + '}');
        assertEquals(status, response.statusCode(), response::body);
        assertTrue(Rest.json(response).get("errorMessage").asText().contains(message), response::body);
    }

    private static List<String> texts(JsonNode answer) {
        return StreamSupport.stream(answer.get("changes").spliterator(), false)
                .map(change -> change.get("text").asText()).toList();
    }

    private String path(String below) {
        return "/admin/realms/" + realm.getName() + "/latchkey-setup" + below;
    }

    private long adminEvents(String step) {
        return realm.admin().getAdminEvents().stream().map(AdminEventRepresentation::getDetails)
                .filter(details -> details != null && step.equals(details.get("latchkey_step"))).count();
    }

    private static void change(ManagedRealm realm, Consumer<RealmRepresentation> change) {
        RealmRepresentation rep = realm.admin().toRepresentation();
        change.accept(rep);
        realm.admin().update(rep);
    }

    /** The realm's export, in an order that does not depend on the database. */
    private String export() {
        return sorted(JsonSerialization.mapper.valueToTree(realm.admin().partialExport(true, true))).toPrettyString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            StreamSupport.stream(node.spliterator(), false).map(RealmSetupIT::sorted)
                    .sorted((one, two) -> one.toString().compareTo(two.toString())).forEach(array::add);
            return array;
        }
        return node;
    }
}
