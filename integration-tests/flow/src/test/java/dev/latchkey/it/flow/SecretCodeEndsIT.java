package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Every event that ends a secret code, and events that do not. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeEndsIT extends SecretCodeTest {

    @Test
    void logoutOfASessionThatTheCodeOpenedEndsIt() {
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person)));
        assertEquals(204, mobile().post("/protocol/openid-connect/logout",
                "refresh_token=" + tokens.get("refresh_token").asText()).statusCode());
        assertEnded(person, next(tokens), "LOGGED_OUT");
    }

    @Test
    void logoutOfAnEarlierSessionThatTheCodeOpenedEndsIt() {
        TestUser person = person();
        JsonNode first = assertRedeemed(mobile().redeem(code(mobile(), person)));
        JsonNode second = assertRedeemed(mobile().redeem(next(first)));
        mobile().post("/protocol/openid-connect/logout", "refresh_token=" + first.get("refresh_token").asText());
        assertEnded(person, next(second), "LOGGED_OUT");
    }

    @Test
    void logoutInTheBrowserThatGaveTheCodeEndsIt() {
        TestUser person = person();
        Browser browser = browser();
        JsonNode tokens = signIn(mobile(), browser, person);
        browser.tab().open(realm.getBaseUrl() + "/protocol/openid-connect/logout?id_token_hint="
                + tokens.get("id_token").asText());
        assertEnded(person, next(tokens), "LOGGED_OUT");
    }

    /** Keycloak asks whether the user wants to sign out, where the browser has another session than the token names. */
    @Test
    void attack_logoutThatTheUserHasConfirmed_endsTheCodeOfItsSession() {
        TestUser person = person();
        JsonNode tokens = signIn(mobile(), person);
        Browser other = browser();
        SignIn signIn = SignIn.open(other.tab(), realm).password(person);
        String session = Rest.claims(new App(realm, Realms.APP).exchange(signIn), "access_token").get("sid").asText();
        Tab logout = other.tab().open(realm.getBaseUrl() + "/protocol/openid-connect/logout?id_token_hint="
                + tokens.get("id_token").asText());
        assertTrue(logout.has("kc-logout"), logout::text);
        expire(realm, session);
        logout.click("kc-logout");
        assertEquals(400, mobile().refresh(tokens).statusCode(), logout::text);
        assertEnded(person, next(tokens), "LOGGED_OUT");
    }

    @Test
    void attack_restartThatKeycloakRefuses_isNoLogout() {
        TestUser person = person();
        Browser browser = browser();
        String code = next(signIn(mobile(), browser, person));
        SignIn again = mobile().open(browser, "&prompt=login");
        String restart = again.restartAddress();
        assertTrue(restart.contains("client_data="), restart);

        again.tab().open(restart.replaceFirst("client_data=[^&]*", "client_data=x"));
        assertEquals(400, again.tab().status(), again.tab()::text);
        assertEquals(0, events(person).count("LOGOUT"));
        JsonNode tokens = assertRedeemed(mobile().redeem(code));

        again.tab().open(restart);
        assertEquals(1, events(person).count("LOGOUT"));
        assertEnded(person, next(tokens), "LOGGED_OUT");
    }

    @Test
    void revocationOfTheRefreshTokenEndsIt() {
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person)));
        assertEquals(200, mobile().post("/protocol/openid-connect/revoke",
                "token=" + tokens.get("refresh_token").asText()).statusCode());
        assertEnded(person, next(tokens), "LOGGED_OUT");
    }

    /** Keycloak answers as if it had signed the app out, and emits no event that names session or user. */
    @ParameterizedTest
    @CsvSource({"revoke, token, false", "revoke, token, true", "logout, refresh_token, false",
        "logout, refresh_token, true"})
    void attack_signOutOfAnAppWhoseSessionIsOver_endsTheCodeThatTheRefreshTokenNames(String path, String field,
            boolean redeemed) {
        assertSignOutEndsTheCode(path, field, redeemed);
    }

    /** The scope "basic" holds the mapper of the subject: tokens name no user, or one by another id. */
    @ParameterizedTest
    @CsvSource({"revoke, token, false", "logout, refresh_token, true"})
    void attack_signOutByATokenThatNamesNoUser_endsTheCodeLikewise(String path, String field, boolean redeemed) {
        String basic = realm.admin().clientScopes().findAll().stream()
                .filter(scope -> scope.getName().equals("basic")).findFirst().orElseThrow().getId();
        ClientResource client = realm.admin().clients()
                .get(realm.admin().clients().findByClientId(Realms.MOBILE).get(0).getId());
        client.removeDefaultClientScope(basic);
        try {
            JsonNode tokens = assertSignOutEndsTheCode(path, field, redeemed);
            assertFalse(Rest.claims(tokens, "refresh_token").has("sub"));
        } finally {
            client.addDefaultClientScope(basic);
        }
    }

    private JsonNode assertSignOutEndsTheCode(String path, String field, boolean redeemed) {
        TestUser person = person();
        JsonNode tokens = signIn(mobile(), person);
        tokens = redeemed ? assertRedeemed(mobile().redeem(next(tokens))) : tokens;
        String other = code(new App(realm, Realms.OTHER_MOBILE), person);
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        // what is known of sessions that are over is deleted
        pass(Duration.ofHours(26));
        rows().sweep();
        assertEquals(0, rows().codeSessions(person));

        String signOut = field + "=" + tokens.get("refresh_token").asText();
        String endpoint = "/protocol/openid-connect/" + path;
        assertEquals(400, new App(realm, Realms.OTHER_MOBILE).post(endpoint, signOut).statusCode());
        String forged = signOut.substring(0, signOut.lastIndexOf('.') + 1) + "A".repeat(86);
        mobile().post(endpoint, forged);
        mobile().post(endpoint, field + "=" + tokens.get("access_token").asText());
        assertEquals(0, rows().endedCodes(person, "LOGGED_OUT"));

        assertTrue(mobile().post(endpoint, signOut).statusCode() < 300);
        assertEnded(person, next(tokens), "LOGGED_OUT", 1);
        assertRedeemed(new App(realm, Realms.OTHER_MOBILE).redeem(other));
        return tokens;
    }

    /** An ID token may be read in addresses, and Keycloak's answer says no more than that there is no session. */
    @Test
    void logoutInTheBrowserByTheTokenOfASessionThatIsOverEndsNoCode() {
        TestUser person = person();
        Browser browser = browser();
        JsonNode tokens = signIn(mobile(), browser, person);
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        browser.tab().open(realm.getBaseUrl() + "/protocol/openid-connect/logout?id_token_hint="
                + tokens.get("id_token").asText());
        assertRedeemed(mobile().redeem(next(tokens)));
    }

    /** Keycloak gives the id of a session that is over to the next user of the browser. */
    @Test
    void attack_refreshTokenOfAnEarlierUserOfTheSession_endsNoCodeOfTheNext() {
        TestUser first = person();
        TestUser second = person();
        Browser browser = browser();
        // a page that is open in another tab keeps the id
        SignIn page = mobile().open(browser);
        JsonNode earlier = signIn(mobile(), browser, first);
        String session = Rest.claims(earlier, "access_token").get("sid").asText();
        expire(realm, session);
        pass(Duration.ofSeconds(1));
        JsonNode later = mobile().exchange(page.password(second));
        assertEquals(session, Rest.claims(later, "access_token").get("sid").asText());
        expire(realm, session);

        mobile().post("/protocol/openid-connect/revoke", "token=" + earlier.get("refresh_token").asText());
        assertRefused(mobile().redeem(next(earlier)));
        assertRedeemed(mobile().redeem(next(later)));
    }

    @Test
    void signingOneSessionOutInTheAccountConsoleEndsItsCode() {
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person)));
        String session = Rest.claims(tokens, "access_token").get("sid").asText();
        assertEquals(204, Rest.ofApp(realm, person).delete("/realms/codes/account/sessions/" + session).statusCode());
        assertEnded(person, next(tokens), "LOGGED_OUT");
    }

    /** Keycloak emits no event where the session of the console is the only one. */
    @ParameterizedTest
    @CsvSource({"sessions, true", "v1alpha1/sessions, true", "sessions, false"})
    void loggingOutEverywhereInTheAccountConsoleEndsEveryCode(String path, boolean others) {
        TestUser person = person();
        String code = code(mobile(), person);
        // the phone's own sessions have ended long ago
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        if (others) {
            SignIn.open(browser().tab(), realm).password(person);
        }
        assertEquals(204, Rest.ofApp(realm, person).delete("/realms/codes/account/" + path).statusCode());
        assertEnded(person, code, "LOGGED_OUT");
    }

    /** The phone's own sessions have ended long ago: Keycloak finds none to log out. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_phoneWhoseOwnerSignsOutOfOtherDevices_isSignedOutThoughItIsIdle(boolean others) {
        TestUser person = person();
        String code = code(mobile(), person);
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        Browser browser = browser();
        String own = code(new App(realm, Realms.OTHER_MOBILE), browser, person);
        if (others) {
            SignIn.open(browser().tab(), realm).password(person);
        }

        setUpAuthenticatorApp(browser, false);
        code = next(assertRedeemed(mobile().redeem(code)));
        user(person).getUserSessions().forEach(session -> {
            if (session.getClients().containsValue(Realms.MOBILE)) {
                expire(realm, session.getId());
            }
        });
        setUpAuthenticatorApp(browser, true);

        assertEnded(person, code, "LOGGED_OUT", 1);
        assertRedeemed(new App(realm, Realms.OTHER_MOBILE).redeem(own));
    }

    @Test
    void attack_actionThatIsCancelled_signsNoPhoneOut() {
        TestUser person = person();
        String code = code(mobile(), person);
        Browser browser = browser();
        SignIn.open(browser.tab(), realm).password(person);
        SignIn action = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=CONFIGURE_TOTP");
        assertTrue(action.tab().has("kc-totp-settings-form"), action.tab()::text);
        action.post(action.tab().action("kc-totp-settings-form"), "cancel-aia=true&logout-sessions=on");
        assertTrue(action.done(), action.tab()::text);
        assertRedeemed(mobile().redeem(code));
    }

    private void setUpAuthenticatorApp(Browser browser, boolean signOutOfOtherDevices) {
        SignIn action = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=CONFIGURE_TOTP")
                .setUpAuthenticatorApp(signOutOfOtherDevices);
        assertTrue(action.done(), action.tab()::text);
    }

    @Test
    void aDeletedClientEndsItsCodes() {
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.MOBILE).get(0);
        client.setId(null);
        client.setClientId("mobile-for-a-while");
        client.setProtocolMappers(null);
        String id = ApiUtil.getCreatedId(realm.admin().clients().create(client));
        TestUser person = person();
        String mobiles = code(mobile(), person);
        JsonNode tokens = assertRedeemed(new App(realm, "mobile-for-a-while").redeem(
                code(new App(realm, "mobile-for-a-while"), person)));
        String session = Rest.claims(tokens, "access_token").get("sid").asText();

        realm.admin().clients().get(id).remove();

        assertEquals(1, rows().endedCodes(person, "REVOKED_BY_ADMIN"));
        assertEquals(List.of(mobiles.substring(0, 16)), user(person).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-secret-code"))
                .map(CredentialRepresentation::getId).toList());
        assertTrue(user(person).getUserSessions().stream().noneMatch(open -> open.getId().equals(session)));
        assertRedeemed(mobile().redeem(mobiles));
    }

    /** With open registration of clients, any client can have one removed again and again. */
    @Test
    void attack_clientsRegisteredAndRemovedInALoop_readNoOtherClientsRows() {
        String of = " where REALM_ID = 'one' and CLIENT_ID = 'other'";
        String codes = rows().plan("select ID, USER_ID from LATCHKEY_SECRET_CODE" + of + " and ENDED_AT is null");
        assertTrue(codes.contains("IDX_LATCHKEY_CODE_CLIENT"), codes);
        String counts = rows().plan("delete from LATCHKEY_RISK_DAY" + of);
        assertTrue(counts.contains("IDX_LATCHKEY_RISK_DAY_CLIENT"), counts);
    }

    @Test
    void theSweepEndsCodesOfClientsThatAreGone() {
        TestUser person = person();
        String code = code(mobile(), person);
        rows().ofDeletedClient(code);
        rows().sweep();
        assertEquals(1, rows().endedCodes(person, "REVOKED_BY_ADMIN"));
    }

    @Test
    void loggingAUserOutInTheAdminConsoleEndsEveryCode() {
        TestUser person = person();
        String code = code(mobile(), person);
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        user(person).logout();
        assertEnded(person, code, "LOGGED_OUT");
    }

    @Test
    void loggingOneSessionOutInTheAdminConsoleEndsItsCode() {
        TestUser person = person();
        String code = code(mobile(), person);
        UserSessionRepresentation session = user(person).getUserSessions().get(0);
        realm.admin().deleteSession(session.getId(), false);
        assertEnded(person, code, "LOGGED_OUT");
    }

    @Test
    void loggingTheWholeRealmOutEndsEveryCode() {
        TestUser person = person();
        String code = code(mobile(), person);
        realm.admin().logoutAll();
        assertEnded(person, code, "LOGGED_OUT");
        pass(Duration.ofSeconds(2));
        assertRedeemed(mobile().redeem(code(mobile(), person)));
        // the next test's clock is back in the second before which Keycloak now refuses all sessions
        RealmRepresentation again = realm.admin().toRepresentation();
        again.setNotBefore(0);
        realm.admin().update(again);
    }

    @Test
    void aNotBeforeOfTheClientEndsItsCodes() {
        TestUser person = person();
        App other = new App(realm, Realms.OTHER_MOBILE);
        String code = code(other, person);
        String mobiles = code(mobile(), person);
        var clients = realm.admin().clients();
        var client = clients.findByClientId(Realms.OTHER_MOBILE).get(0);
        client.setNotBefore((int) (clock().now() / 1000) + 1);
        clients.get(client.getId()).update(client);
        assertRefused(other.redeem(code));
        assertRedeemed(mobile().redeem(mobiles));
        client.setNotBefore(0);
        clients.get(client.getId()).update(client);
    }

    @Test
    void aChangedPasswordEndsIt() {
        TestUser person = person();
        String code = code(mobile(), person);
        pass(Duration.ofSeconds(1));
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        user(person).resetPassword(password);
        assertEnded(person, code, "PASSWORD_CHANGED");
    }

    /** The event alone tells of it: Keycloak has no date of a password that a directory stores. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_passwordThatKeycloakHasADirectoryStore_endsTheCode_andTheOldSignInGivesNoOther(boolean byUser) {
        ReadOnlyDirectory.in(server, realm.getName());
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.CHANGING);
        App app = new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
        JsonNode tokens = signIn(app, person);
        UserResource account = realm.admin().users()
                .get(Rest.claims(tokens, "access_token").get("sub").asText());

        if (byUser) {
            SignIn change = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=UPDATE_PASSWORD")
                    .password(person);
            change.tab().type("password-new", "another-Password-1").type("password-confirm", "another-Password-1")
                    .submit("kc-passwd-update-form");
            assertTrue(change.done(), change.tab()::text);
        } else {
            CredentialRepresentation password = new CredentialRepresentation();
            password.setType(CredentialRepresentation.PASSWORD);
            password.setValue("another-Password-1");
            account.resetPassword(password);
        }

        assertRefused(app.redeem(next(tokens)));
        assertEquals(401, app.ask(tokens.get("access_token").asText()).statusCode());
        SignIn again = app.open(browser()).password(person.username(), "another-Password-1");
        assertRedeemed(app.redeem(next(app.exchange(again))));
    }

    @Test
    void aChangedAddressEndsIt() {
        TestUser person = person();
        String code = code(mobile(), person);
        UserRepresentation changed = user(person).toRepresentation();
        changed.setEmail("new-" + person.email());
        user(person).update(changed);
        assertEnded(person, code, "EMAIL_CHANGED");
    }

    @Test
    void theAccountConsoleListsItAndRemovesIt() {
        TestUser person = person();
        String code = code(mobile(), person);
        Rest rest = Rest.ofApp(realm, person);
        String id = handle(rest);
        SignIn remove = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=delete_credential:" + id)
                .password(person);
        remove.tab().click("kc-accept");
        assertEnded(person, code, "HANDLE_DELETED");
    }

    /** Path of the code's entry in the account console. */
    private static String handle(Rest rest) {
        JsonNode type = StreamSupport.stream(
                        Rest.json(rest.getJson("/realms/codes/account/credentials")).spliterator(), false)
                .filter(entry -> "latchkey-secret-code".equals(entry.get("type").asText())).findFirst().orElseThrow();
        assertEquals("latchkeySecretCodes", type.get("displayName").asText());
        assertTrue(type.get("removeable").asBoolean());
        JsonNode credential = type.get("userCredentialMetadatas").get(0).get("credential");
        assertEquals("mobile", credential.get("userLabel").asText());
        return credential.get("id").asText();
    }

    @Test
    void theAdminConsoleListsItAndRemovesIt() {
        TestUser person = person();
        String code = code(mobile(), person);
        CredentialRepresentation entry = user(person).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-secret-code")).findFirst().orElseThrow();
        user(person).removeCredential(entry.getId());
        assertEnded(person, code, "HANDLE_DELETED");
    }

    @Test
    void anAdminRevokesItOverRest() {
        TestUser person = person();
        String code = code(mobile(), person);
        assertEquals(204, Rest.admin().delete("/admin/realms/codes/latchkey-secret-codes/users/" + person.id())
                .statusCode());
        assertEnded(person, code, "REVOKED_BY_ADMIN");
    }

    @Test
    void theOwnerRevokesItOverRest() {
        TestUser person = person();
        String code = code(mobile(), person);
        Rest rest = Rest.ofApp(realm, person);
        String id = Rest.json(rest.get("/realms/codes/latchkey-secret-codes")).get(0).get("id").asText();
        assertEquals(204, rest.delete("/realms/codes/latchkey-secret-codes/" + id).statusCode());
        assertEnded(person, code, "REVOKED_BY_USER");
    }

    @Test
    void takingTheConsentBackEndsIt() {
        TestUser person = person();
        App app = new App(realm, Realms.MOBILE_WITH_CONSENT);
        SignIn signIn = app.open(browser()).password(person);
        signIn.tab().click("kc-login");
        String code = app.exchange(signIn).get("secret_code").asText();
        assertEquals(204, Rest.ofApp(realm, person).delete("/realms/codes/account/applications/"
                + Realms.MOBILE_WITH_CONSENT + "/consent").statusCode());
        assertEnded(app, person, code, "LOGGED_OUT");
    }

    @Test
    void aCodeThatIsNotUsedForThirtyDaysEnds() {
        TestUser person = person();
        String code = code(mobile(), person);
        pass(Duration.ofDays(30).minusMinutes(1));
        String next = next(assertRedeemed(mobile().redeem(code)));
        pass(Duration.ofDays(60));
        assertEnded(person, next, "IDLE");
    }

    @Test
    void noUseExtendsTheNinetyDays() {
        TestUser person = person();
        String code = code(mobile(), person);
        for (int days = 25; days < 90; days += 25) {
            pass(Duration.ofDays(days));
            code = next(assertRedeemed(mobile().redeem(code)));
        }
        pass(Duration.ofDays(90));
        assertEnded(person, code, "EXPIRED");
    }

    @Test
    void thePolicyMayLetItLiveForEver() {
        forEver();
        String code = code(mobile(), person());
        pass(Duration.ofDays(3_000));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void aSessionThatMerelyExpiresEndsNoCode() {
        TestUser person = person();
        JsonNode tokens = assertRedeemed(mobile().redeem(code(mobile(), person)));
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        assertRedeemed(mobile().redeem(next(tokens)));
    }

    @Test
    void noRowIsLeftOfADeletedUser() {
        TestUser person = person();
        assertRedeemed(mobile().redeem(code(mobile(), person)));
        user(person).remove();
        assertEquals(0, rows().codes(person));
        assertEquals(0, rows().codeSessions(person));
    }

    private void assertEnded(TestUser person, String code, String reason) {
        assertEnded(mobile(), person, code, reason);
    }

    private void assertEnded(TestUser person, String code, String reason, int entriesLeft) {
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, reason), () -> "ended for " + reason);
        assertEquals(entriesLeft, user(person).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-secret-code")).count());
    }

    private void assertEnded(App app, TestUser person, String code, String reason) {
        assertRefused(app.redeem(code));
        assertEquals(1, rows().endedCodes(person, reason), () -> "ended for " + reason);
        assertTrue(user(person).credentials().stream()
                .noneMatch(credential -> credential.getType().equals("latchkey-secret-code")), "its entry is gone");
    }
}
