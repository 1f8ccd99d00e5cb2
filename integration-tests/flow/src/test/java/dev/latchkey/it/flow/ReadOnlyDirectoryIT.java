package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * Accounts that Keycloak may only read, as those of {@link ReadOnlyDirectory} are: no user is shown an error because
 * something cannot be stored with the account.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class ReadOnlyDirectoryIT extends NativeEndpointsTest {

    private ServerLog log;

    @BeforeEach
    void knowTheDirectory() {
        ReadOnlyDirectory.in(server, realm.getName());
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        log = ServerLog.fromHere();
    }

    @AfterEach
    void nothingHasFailed() {
        log.assertNoTrace();
        assertFalse(log.text().contains("ReadOnlyException"), "ReadOnlyException");
    }

    @ParameterizedTest
    @ValueSource(strings = {ReadOnlyDirectory.VERIFIED, ReadOnlyDirectory.UNVERIFIED})
    void signInWithPasswordAndCode_andFromATrustedDevice(String kind) {
        TestUser person = ReadOnlyDirectory.person(kind);
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        assertTrue(first.codeAndTrust(mailOf(person.email(), first).code()).done(), first.tab()::text);
        assertEquals(1, browser.devices().size());
        assertEquals(200, new App(realm, Realms.APP).refresh(new App(realm, Realms.APP).exchange(first)).statusCode());

        assertTrue(afterPassword(browser.endSession(), person).done(), "trusted");
    }

    @Test
    void aTrustedDeviceThatTheUserEnds_asksForTheCodeAgainAndIsTrustedAnew() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.VERIFIED);
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        assertTrue(first.codeAndTrust(mailOf(person.email(), first).code()).done(), first.tab()::text);
        String id = Rest.claims(new App(realm, Realms.APP).exchange(first), "access_token").get("sub").asText();
        realm.admin().users().get(id).credentials().forEach(device ->
                realm.admin().users().get(id).removeCredential(device.getId()));

        SignIn again = afterPassword(browser.endSession(), person);
        assertTrue(again.asksForCode(), again.tab()::text);
        assertTrue(again.codeAndTrust(mailOf(person.email(), again).code()).done(), again.tab()::text);
        assertEquals(1, realm.admin().users().get(id).credentials().stream()
                .filter(device -> device.getType().equals("latchkey-trusted-device")).count());
        assertTrue(afterPassword(browser.endSession(), person).done(), "trusted");
    }

    /** As of any other account, although Keycloak has no date of a password that a directory stores. */
    @Test
    void attack_passwordThatKeycloakHasTheDirectoryStore_endsTrustAndTheSignInsThatWait() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.CHANGING);
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        assertTrue(first.codeAndTrust(mailOf(person.email(), first).code()).done(), first.tab()::text);
        String id = Rest.claims(new App(realm, Realms.APP).exchange(first), "access_token").get("sub").asText();
        SignIn waiting = afterPassword(browser(), person);
        String code = mailOf(person.email(), waiting).code();
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        realm.admin().users().get(id).resetPassword(password);

        assertFalse(waiting.code(code).done(), waiting.tab()::text);
        assertTrue(afterPassword(browser.endSession(), person).asksForCode(), "not trusted any more");
    }

    @Test
    void signInWithTheCodeAlone() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.UNVERIFIED);
        SignIn signIn = passwordless(browser(), person.username());
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
    }

    @Test
    void wrongCodesAreCountedAndLeadNowhereElse() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.UNVERIFIED);
        SignIn signIn = afterPassword(person);
        String code = mailOf(person.email(), signIn).code();
        assertEquals("Wrong code. 2 attempts left.", signIn.code(wrong(code)).message());
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }

    /** Before and after Keycloak's own actions, some of which fail for an account after an attempt to write it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRuleThatAsksEveryUnverifiedAccountSkipsIt_andLogsThat(boolean first) {
        action.policy(Map.of("verify_unverified", "true"));
        if (first) {
            askFirst();
        }
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.UNVERIFIED);
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        assertTrue(log.text().contains("and no proof is asked for: its directory stores none"), "in the log");

        SignIn silent = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=none");
        assertTrue(silent.done(), () -> "a silent check needs no page either: " + silent.tab().location());

        NativeApp.Answer byApp = byApp(person);
        assertTrue(byApp.done(), byApp::toString);
    }

    @Test
    void aSilentCheckAsksAnAccountThatCanBeWritten() {
        TestUser person = person(user -> user.emailVerified(false));
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        action.policy(Map.of("verify_unverified", "true"));

        SignIn silent = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=none");
        assertFalse(silent.done(), silent.tab()::text);
        assertTrue(silent.tab().location().getQuery().contains("error=interaction_required"),
                silent.tab().location()::toString);
    }

    /** Puts the action before all others, in this test. */
    private void askFirst() {
        AuthenticationManagementResource flows = realm.admin().flows();
        int raised = 0;
        while (!flows.getRequiredActions().get(0).getAlias().equals(VerifyEmail.ACTION)) {
            flows.raiseRequiredActionPriority(VerifyEmail.ACTION);
            raised++;
        }
        int times = raised;
        realm.cleanup().add(ended -> IntStream.range(0, times).forEach(once ->
                ended.flows().lowerRequiredActionPriority(VerifyEmail.ACTION)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aProofThatTheDirectoryItselfDemandsAndStoresNever_isRefusedWithAPage(boolean first) {
        if (first) {
            askFirst();
        }
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.DEMANDED);
        SignIn signIn = afterPassword(person);
        signIn.code(mailOf(person.email(), signIn).code());

        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(400, signIn.tab().status());
        assertTrue(signIn.tab().text().contains("You cannot sign in with this account right now"),
                signIn.tab()::text);
        assertEquals(1, inbox().all(person.email()).size(), "no code that would lead nowhere");
        assertTrue(log.text().contains("stores nothing: no user can ever complete it"), "in the log");

        NativeApp.Answer byApp = byApp(person);
        assertFalse(byApp.done(), byApp::toString);
        assertTrue(byApp.status() < 500, byApp::toString);
    }

    @Test
    void signInByAnApp() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.UNVERIFIED);
        NativeApp app = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer asked = app.begin(person);
        assertTrue(asked.asksForCode(), asked::toString);
        assertFalse(app.otp(asked, wrong(codeOf(person.email(), asked))).done());
        NativeApp.Answer done = app.otp(asked, codeOf(person.email(), asked));
        assertTrue(done.done(), done::toString);
        assertEquals(200, app.redeem(done).status());
        TestUser another = ReadOnlyDirectory.person(ReadOnlyDirectory.VERIFIED);
        assertTrue(byApp(another).done(), another::username);
    }

    private NativeApp.Answer byApp(TestUser person) {
        NativeApp app = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer asked = app.begin(person);
        return app.otp(asked, codeOf(person.email(), asked));
    }

    @Test
    void attack_resetOfADirectorysAccount_isAnsweredAsThatOfAMissingAccount() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.VERIFIED);
        SignIn reset = forgotten(browser(), person.username());
        SignIn nobody = forgotten(browser(), "nobody" + NUMBER.incrementAndGet());
        assertTrue(reset.asksForCode(), reset.tab()::text);
        assertTrue(nobody.asksForCode(), nobody.tab()::text);
        reset.code("000000");
        nobody.code("000000");
        assertEquals(nobody.message(), reset.message());
        for (String purpose : List.of("password_reset", "verify_email", "signup")) {
            NativeApp.Answer byApp = app().challenge(purpose, person.email());
            NativeApp.Answer ofNobody = app().challenge(purpose, freshAddress());
            assertEquals(202, byApp.status(), byApp::toString);
            assertEquals(ofNobody.json().properties().size(), byApp.json().properties().size());
            assertEquals(app().verify(ofNobody, "000000", NEW_PASSWORD).status(),
                    app().verify(byApp, "000000", NEW_PASSWORD).status());
        }
        assertEquals(0, inbox().all(person.email()).size());
        assertTrue(afterPassword(person).asksForCode(), "the password is the directory's still");
    }

    @Test
    void attack_signUpWithADirectorysAddress_notifiesItsOwnerAlone() {
        TestUser person = ReadOnlyDirectory.person(ReadOnlyDirectory.UNVERIFIED);
        SignIn page = signUp(person.email(), NEW_PASSWORD);
        assertTrue(page.asksForCode(), page.tab()::text);
        NativeApp.Answer byApp = app().register(person.email(), NEW_PASSWORD);
        assertEquals(202, byApp.status(), byApp::toString);
        Eventually.holds("both mails", () -> inbox().all(person.email()).size() == 2);
        inbox().all(person.email()).forEach(mail ->
                assertTrue(mail.subject().startsWith("You already have an account"), mail::subject));

        assertTrue(afterPassword(person).asksForCode(), "the account is the directory's still");
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForPassword());
    }
}
