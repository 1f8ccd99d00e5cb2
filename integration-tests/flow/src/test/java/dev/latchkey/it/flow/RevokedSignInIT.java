package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.latchkey.it.kit.ApprovalService;
import dev.latchkey.it.kit.Page;
import org.htmlunit.util.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;

/** Sign-ins that wait at a page while their account changes: a reset, a new password, another address, or their end. */
@KeycloakIntegrationTest(config = FlowServer.class)
class RevokedSignInIT extends UnverifiedUserTest {

    private static final String REPLACED = "Your password was changed in the meantime.";
    private static final String REVOKED = "This sign-in was ended in the meantime.";
    private static final String CIBA = "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=";
    private static final String ATTACKERS = "the attackers password";

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private IdentityProviderRepresentation postBrokerFlow;

    private final Map<String, Consumer<TestUser>> changes = Map.of(
            "the owner sets a password", this::ownerSetsPassword,
            "an admin sets the password", this::adminSetsPassword,
            "an admin changes the address", this::adminChangesAddress,
            "the account is disabled and enabled", person -> {
                update(person, user -> user.setEnabled(false));
                update(person, user -> user.setEnabled(true));
            },
            "the owner signs all devices out", person -> signAllDevicesOut(person, "?current=true"),
            "the owner signs all devices out but this one", person -> signAllDevicesOut(person, ""),
            "the owner signs out of other devices", this::ownerSignsOutOfOtherDevices);

    @ParameterizedTest
    @ValueSource(strings = {"the owner sets a password", "an admin sets the password", "an admin changes the address",
        "the account is disabled and enabled", "the owner signs all devices out",
        "the owner signs all devices out but this one", "the owner signs out of other devices"})
    void attack_signInThatWaitsWhileTheAccountChanges_isOverAndGivesNoSecretCode(String change) {
        TestUser person = person();
        SignIn thief = new App(realm, Realms.EVERY_GRANT).open(browser(), "&kc_action=UPDATE_PROFILE")
                .password(person);
        thief.code(mailOf(person.email(), thief).code());
        String form = form(thief);

        changes.get(change).accept(person);
        thief.post(form, "cancel-aia=true");

        assertFalse(thief.done(), thief.tab()::text);
        assertTrue(thief.asksForPassword(), thief.tab()::text);
        assertTrue(thief.tab().text().contains(change.contains("password") ? REPLACED : REVOKED),
                thief.tab()::text);
        assertEquals(0, rows().codes(person));
    }

    /** A new tab in its browser renews how long a sign-in may wait. */
    @Test
    void attack_signInThatIsKeptWaitingBeyondTheMark_isOver() {
        realm.updateWithCleanup(builder -> {
            builder.build().setAccessCodeLifespanUserAction((int) Duration.ofHours(12).toSeconds());
            return builder;
        });
        timeOffset.enableForCaches();
        TestUser person = person();
        Browser browser = browser();
        SignIn thief = begun(browser, person, "&kc_action=UPDATE_PROFILE");
        String form = form(thief);
        signAllDevicesOut(person, "?current=true");
        for (int hours = 11; hours <= 33; hours += 11) {
            pass(Duration.ofHours(hours));
            SignIn.open(browser.tab(), realm);
        }

        thief.post(form, "cancel-aia=true");

        assertTrue(thief.tab().text().contains(REVOKED), thief.tab()::text);
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    /** Nothing was proven in such a tab, and Keycloak would open the session anew, under the same id. */
    @ParameterizedTest
    @ValueSource(strings = {"the owner signs out of other devices", "it expires", "an administrator ends it"})
    void attack_tabOfASessionThatWasSignedOutElsewhere_opensNoSession(String end) {
        TestUser person = person();
        Browser browser = browser();
        String sessionId = signedIn(browser, person);
        SignIn thief = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=UPDATE_PROFILE");
        String form = form(thief);

        switch (end) {
            case "it expires" -> new Directory(server, realm.getName()).expire(sessionId);
            case "an administrator ends it" -> realm.admin().deleteSession(sessionId, false);
            default -> ownerSignsOutOfOtherDevices(person);
        }
        thief.post(form, "cancel-aia=true");

        assertFalse(thief.done(), thief.tab()::text);
        assertTrue(thief.asksForPassword(), thief.tab()::text);
        assertTrue(realm.admin().users().get(person.id()).getUserSessions().stream()
                .noneMatch(session -> session.getId().equals(sessionId)));
    }

    /** Keycloak gives the browser's next session the id of the one before, and lets each of its tabs join it. */
    @Test
    void attack_tabOfASessionThatHasExpired_doesNotJoinTheOwnersNextOne() {
        TestUser person = person();
        Browser browser = browser();
        String sessionId = signedIn(browser, person);
        SignIn thief = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=UPDATE_PROFILE");
        String form = form(thief);
        new Directory(server, realm.getName()).expire(sessionId);
        pass(Duration.ofSeconds(5));
        // the copy has the cookie of the tabs, and none of the owner's next session
        Browser copy = browser();
        SignIn.open(copy.tab(), realm);
        copy.presentSignIn(browser.signInCookie().getValue());
        assertEquals(sessionId, signedIn(browser, person), "Keycloak reuses the id");

        Tab stolen = copy.tab().post(form, "cancel-aia=true");

        assertTrue(stolen.text().contains(REVOKED), stolen::text);
    }

    /** The id of a tab is not that of the session where the browser has another sign-in in progress. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_tabOfASessionOfAnotherId_goesOnWhileTheSessionDoesAndNoLonger(boolean expired) {
        TestUser person = person();
        Browser browser = browser();
        String sessionId = signedIn(browser, person);
        Browser other = browser();
        SignIn.open(other.tab(), realm);
        browser.presentSignIn(other.signInCookie().getValue());
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=UPDATE_PROFILE");
        String form = form(signIn);
        if (expired) {
            new Directory(server, realm.getName()).expire(sessionId);
        }

        signIn.post(form, "cancel-aia=true");

        assertEquals(!expired, signIn.done(), signIn.tab()::text);
        assertEquals(expired, signIn.tab().text().contains(REVOKED), signIn.tab()::text);
        assertEquals(expired, realm.admin().users().get(person.id()).getUserSessions().isEmpty());
    }

    private String signedIn(Browser browser, TestUser person) {
        SignIn signIn = SignIn.open(browser.tab(), realm).password(person);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        return realm.admin().users().get(person.id()).getUserSessions().get(0).getId();
    }

    private void signAllDevicesOut(TestUser person, String query) {
        assertEquals(204, Rest.ofApp(realm, person)
                .delete("/realms/" + realm.getName() + "/account/sessions" + query).statusCode());
    }

    /** And goes on; there may be no session to sign out. */
    private void ownerSignsOutOfOtherDevices(TestUser person) {
        SignIn owner = begun(person, "&kc_action=CONFIGURE_TOTP").setUpAuthenticatorApp(true);
        assertTrue(owner.done(), owner.tab()::text);
    }

    @Test
    void attack_newPasswordPageOfASignInBegunBeforeTheOwnersOwnChange_changesNoPassword() {
        TestUser person = person();
        SignIn thief = begun(person, "&kc_action=UPDATE_PASSWORD");
        String form = form(thief);
        ownerSetsPassword(person);

        thief.post(form, "password-new=" + ATTACKERS + "&password-confirm=" + ATTACKERS);

        assertTrue(thief.tab().text().contains(REPLACED), thief.tab()::text);
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), ATTACKERS).asksForPassword());
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForCode());
    }

    /** Who sends a form decides when it is there: what held at its beginning may be over by then. */
    @Test
    void attack_formThatArrivesSlowly_isComparedWhenItIsThere() throws IOException {
        TestUser person = person();
        Browser browser = browser();
        SignIn thief = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=UPDATE_PASSWORD").password(person);
        thief.code(mailOf(person.email(), thief).code());
        String form = form(thief);
        Cookie cookie = browser.signInCookie();
        try (PipedOutputStream out = new PipedOutputStream(); PipedInputStream body = new PipedInputStream(out)) {
            CompletableFuture<Page> page = CompletableFuture.supplyAsync(() ->
                    new dev.latchkey.it.kit.Browser(FlowServer.BASE)
                            .header("Cookie", cookie.getName() + '=' + cookie.getValue())
                            .send(form, request -> request.header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))));
            out.write(("password-new=" + ATTACKERS).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            ownerSetsPassword(person);
            out.write(("&password-confirm=" + ATTACKERS).getBytes(StandardCharsets.US_ASCII));
            out.close();

            assertTrue(page.join().text().contains(REPLACED), page.join()::text);
        }
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForCode());
    }

    @Test
    void attack_authenticatorAppOfASignInBegunBeforeAChangeOfThePassword_isNotSetUp() {
        TestUser person = person();
        SignIn thief = begun(person, "&kc_action=CONFIGURE_TOTP");
        String form = form(thief);
        String secret = thief.tab().attribute("totpSecret", "value").orElseThrow();
        adminSetsPassword(person);

        thief.post(form, "totpSecret=" + secret + "&userLabel=&totp=" + new TimeBasedOTP().generateTOTP(secret));

        assertTrue(thief.tab().text().contains(REPLACED), thief.tab()::text);
        assertTrue(realm.admin().users().get(person.id()).credentials().stream()
                .noneMatch(credential -> OTPCredentialModel.TYPE.equals(credential.getType())));
    }

    @Test
    void attack_consentOfASignInBegunBeforeAChangeOfThePassword_opensNoSession() {
        askForConsent();
        TestUser person = person();
        SignIn thief = begun(person, "");
        adminSetsPassword(person);

        thief.post(form(thief), "accept=Yes");

        assertFalse(thief.done(), thief.tab()::text);
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
        assertEquals(List.of(), realm.admin().users().get(person.id()).getConsents());
    }

    @Test
    void attack_passwordlessSignInWhoseAddressChanges_setsNoPassword() {
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD"));
        SignIn thief = passwordless(browser(), person.username());
        thief.code(mailOf(person.email(), thief).code());
        String form = form(thief);
        adminChangesAddress(person);

        thief.post(form, "password-new=" + ATTACKERS + "&password-confirm=" + ATTACKERS);

        assertFalse(thief.done(), thief.tab()::text);
        assertTrue(thief.tab().text().contains(REVOKED), thief.tab()::text);
        assertTrue(SignIn.open(browser().tab(), realm).password("new-" + person.email(), ATTACKERS)
                .asksForPassword());
    }

    /** An administrator has demanded all of it; the consent is the request that follows the changes. */
    @Test
    void signInThatChangesPasswordAndAddressItself_goesOn() {
        realm.updateWithCleanup(builder -> {
            builder.build().setEditUsernameAllowed(true);
            return builder;
        });
        askForConsent();
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD", "UPDATE_PROFILE"));
        String address = freshAddress();
        SignIn signIn = begun(person, "");

        signIn.tab().type("email", address).type("firstName", "Nora").type("lastName", "New")
                .submit("kc-update-profile-form");
        signIn.tab().type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .submit("kc-passwd-update-form");
        if (signIn.asksForCode()) {
            signIn.code(mailOf(address, signIn).code());
        }
        signIn.post(form(signIn), "accept=Yes");

        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(address, realm.admin().users().get(person.id()).toRepresentation().getEmail());
    }

    /** Keycloak puts the sign-in of the logout in the place of this one. */
    @Test
    void signInThatSetsThePasswordAndSignsOutOfOtherDevices_goesOn() {
        TestUser person = person();
        SignIn other = SignIn.open(browser().tab(), realm).password(person);
        assertTrue(other.code(mailOf(person.email(), other).code()).done(), other.tab()::text);
        update(person, user -> user.setRequiredActions(List.of("UPDATE_PASSWORD")));
        SignIn signIn = begun(person, "");

        signIn.post(form(signIn), "password-new=" + NEW_PASSWORD + "&password-confirm=" + NEW_PASSWORD
                + "&logout-sessions=on");
        assertTrue(signIn.done(), () -> signIn.tab().location().toString());
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size(), "the other one is over");
    }

    private void ownerSetsPassword(TestUser person) {
        SignIn owner = begun(person, "&kc_action=UPDATE_PASSWORD");
        owner.tab().type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .submit("kc-passwd-update-form");
        assertTrue(owner.done(), owner.tab()::text);
    }

    private void adminSetsPassword(TestUser person) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(NEW_PASSWORD);
        realm.admin().users().get(person.id()).resetPassword(password);
    }

    private void adminChangesAddress(TestUser person) {
        update(person, user -> user.setEmail("new-" + person.email()));
    }

    private void update(TestUser person, Consumer<UserRepresentation> change) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        change.accept(user);
        realm.admin().users().get(person.id()).update(user);
    }

    @Test
    void attack_newPasswordPageOfASignInBegunBeforeAReset_changesNoPassword() {
        TestUser person = person();
        SignIn thief = begun(person, "&kc_action=UPDATE_PASSWORD");
        String form = form(thief);
        reset(person);

        thief.post(form, "password-new=" + ATTACKERS + "&password-confirm=" + ATTACKERS);

        assertFalse(thief.done(), thief.tab()::text);
        assertTrue(thief.tab().text().contains(REPLACED), thief.tab()::text);
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), ATTACKERS).asksForPassword());
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForCode());
    }

    /** Keycloak finds a tab by the name of its parameter in any case. */
    @ParameterizedTest
    @ValueSource(strings = {"Tab_ID=", "TAB_ID=", "tab_id=none&Tab_ID="})
    void attack_waitingActionOfATabWhoseNameIsSpeltOtherwise_changesNoPassword(String name) {
        TestUser person = person();
        SignIn thief = begun(person, "&kc_action=UPDATE_PASSWORD");
        String form = form(thief);
        reset(person);

        thief.post(form.replace("tab_id=", name), "password-new=" + ATTACKERS + "&password-confirm=" + ATTACKERS);

        assertFalse(thief.done(), thief.tab()::text);
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), ATTACKERS).asksForPassword());
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForCode());
    }

    @Test
    void attack_actionCancelledInASignInBegunBeforeAReset_opensNoSession() {
        TestUser person = person();
        SignIn thief = begun(person, "&kc_action=UPDATE_PASSWORD");
        reset(person);

        thief.post(form(thief), "cancel-aia=true");

        assertFalse(thief.done(), thief.tab()::text);
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    @Test
    void attack_consentOfASignInBegunBeforeAReset_opensNoSession() {
        askForConsent();
        TestUser person = person();
        SignIn thief = begun(person, "");
        reset(person);

        thief.post(form(thief), "accept=Yes");

        assertFalse(thief.done(), thief.tab()::text);
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
        assertEquals(List.of(), realm.admin().users().get(person.id()).getConsents());
    }

    /** An identity that a reset has removed must not be linked again by a sign-in that it had begun. */
    @Test
    void attack_actionOfABrokeredSignInBegunBeforeAReset_opensNoSession() {
        withoutPostBrokerFlow();
        String email = freshAddress();
        TestUser planted = person(home, user -> user.email(email).emailVerified(false));
        assertTrue(brokered(planted, "").done());
        SignIn thief = brokered(planted, "&kc_action=UPDATE_PROFILE");
        String form = form(thief);
        TestUser victim = owner(email);
        reset(victim);

        thief.post(form, "cancel-aia=true");

        assertFalse(thief.done(), thief.tab()::text);
        assertEquals(0, realm.admin().users().get(victim.id()).getUserSessions().size());
        assertEquals(List.of(), realm.admin().users().get(victim.id()).getFederatedIdentity().stream()
                .map(FederatedIdentityRepresentation::getIdentityProvider).toList());
    }

    /** The provider's answer goes to an address of its own, and Keycloak links before it looks at any session. */
    @Test
    void attack_linkThatWaitsAtAnIdentityProviderDuringAReset_linksNothing() {
        withoutPostBrokerFlow();
        TestUser person = person();
        TestUser thiefs = person(home, user -> user);
        SignIn thief = begun(person, "&kc_action=idp_link:home");
        thief.post(form(thief), "");
        assertTrue(thief.asksForPassword(), thief.tab()::text);
        reset(person);

        thief.password(thiefs);

        assertFalse(thief.done(), thief.tab()::text);
        assertTrue(thief.tab().text().contains(REVOKED), thief.tab()::text);
        assertEquals(List.of(), realm.admin().users().get(person.id()).getFederatedIdentity());
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    /** Keycloak has set the user, and no step of a flow has been passed yet. */
    @Test
    void attack_answerOfAnIdentityProviderHeldBackDuringAReset_leadsNowhere() {
        String email = freshAddress();
        TestUser planted = person(home, user -> user.email(email).emailVerified(false));
        withoutPostBrokerFlow();
        assertTrue(brokered(planted, "").done());
        realm.admin().identityProviders().get("home").update(postBrokerFlow);
        Browser browser = browser();
        SignIn thief = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_idp_hint=home");
        browser.withoutRedirects();
        thief.password(planted);
        while (!thief.tab().header("Location").orElseThrow().contains("/login-actions/")) {
            thief.tab().open(thief.tab().header("Location").orElseThrow());
        }
        reset(owner(email));

        thief.tab().open(thief.tab().header("Location").orElseThrow());

        Tab first = thief.tab().open(thief.tab().header("Location").orElseThrow());
        assertTrue(first.text().contains(REPLACED), first::text);
    }

    /** On a shared computer. */
    @Test
    void attack_tabOfACompletedReset_asksForNoOtherPassword() {
        TestUser person = person();
        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code());
        String page = reset.tab().location().toString();
        String form = form(reset);
        reset.newPassword(NEW_PASSWORD);

        reset.tab().open(page);
        assertFalse(reset.asksForNewPassword(), reset.tab()::text);
        reset.post(form, "password-new=" + ATTACKERS + "&password-confirm=" + ATTACKERS);
        assertTrue(SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD).asksForCode());
    }

    @Test
    void signInThatWaitsWhileAnAdministratorSignsTheUserOut_beginsAnewAndCanBeFinished() {
        TestUser person = person();
        SignIn waiting = begun(person, "&kc_action=UPDATE_PROFILE");
        realm.admin().users().get(person.id()).logout();

        waiting.post(form(waiting), "cancel-aia=true");

        assertTrue(waiting.asksForPassword(), waiting.tab()::text);
        assertTrue(waiting.tab().text().contains(REVOKED), waiting.tab()::text);
        assertEquals("revoked_sign_in_refused", events(person).all().stream()
                .filter(event -> "LOGIN_ERROR".equals(event.getType())).findFirst().orElseThrow()
                .getDetails().get("latchkey_step"));
        waiting.password(person);
        waiting.code(mailOf(person.email(), waiting).code());
        waiting.post(form(waiting), "cancel-aia=true");
        assertTrue(waiting.done(), waiting.tab()::text);
    }

    /** Keycloak's page and Latchkey's for the address, and the one for a new password; loaded again, or used. */
    @ParameterizedTest
    @CsvSource({"VERIFY_EMAIL, reload", "VERIFY_EMAIL, resend", "latchkey-verify-email, reload",
        "latchkey-verify-email, resend", "latchkey-verify-email, form", "UPDATE_PASSWORD, reload",
        "UPDATE_PASSWORD, form"})
    void signInThatWaitsAtAnActionWhileAnAdministratorSetsThePassword_beginsAnewAndCanBeFinished(String action,
            String next) {
        TestUser person = person(user -> user.emailVerified(false).requiredActions(action));
        SignIn waiting = begun(person, "");
        String before = waiting.asksForCode() ? mailOf(person.email(), waiting).code() : "";
        adminSetsPassword(person);

        switch (next) {
            case "reload" -> waiting.refresh();
            case "resend" -> {
                if (waiting.asksForCode()) {
                    waiting.resend();
                } else {
                    waiting.tab().followText("Click here");
                }
            }
            default -> waiting.post(form(waiting), "code=" + before + "&password-new=" + ATTACKERS
                    + "&password-confirm=" + ATTACKERS);
        }

        assertTrue(waiting.asksForPassword(), waiting.tab()::text);
        assertTrue(waiting.tab().text().contains(REPLACED), waiting.tab()::text);
        waiting.password(person);
        assertTrue(waiting.asksForPassword(), "the old password");
        waiting.password(person.username(), NEW_PASSWORD);
        waiting.code(mailOf(person.email(), waiting).code());
        if ("VERIFY_EMAIL".equals(action)) {
            waiting.tab().open(keycloaksLink(person, 2));
        } else if (waiting.asksForCode()) {
            waiting.code(mailOf(person.email(), waiting).code());
        }
        // the administrator's password ends the demand for another one
        assertTrue(waiting.done(), waiting.tab()::text);
    }

    /** It is good without the tab that has mailed it, as in another browser. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLinkThatASignInHasMailedWhichIsOver_verifiesTheAddressAtOnce(boolean inItsTab) {
        TestUser person = person(user -> user.emailVerified(false).requiredActions("VERIFY_EMAIL"));
        Browser browser = browser();
        SignIn waiting = begun(browser, person, "");
        String link = keycloaksLink(person, 1);
        adminSetsPassword(person);

        Tab opened = (inItsTab ? waiting.tab() : browser.tab()).open(link);
        assertFalse(opened.text().contains(REPLACED), opened::text);
        if (!inItsTab) {
            assertTrue(waiting.refresh().asksForPassword(), waiting.tab()::text);
        }
        opened.followText("» Click here to proceed");

        assertTrue(realm.admin().users().get(person.id()).toRepresentation().isEmailVerified(), opened::text);
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size(), opened::text);
    }

    /** The link in the newest of so many mails of Keycloak's. */
    private String keycloaksLink(TestUser person, int ofSoMany) {
        return Eventually.present("Keycloak's mail", () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.text().contains("/action-token?")).skip(ofSoMany - 1L).findFirst())
                .text().replaceAll("(?s).*?(http\\S+).*", "$1");
    }

    @Test
    void signInThatWaitsWhileTheRealmIsSignedOut_beginsAnew() {
        TestUser person = person();
        SignIn waiting = begun(person, "&kc_action=UPDATE_PROFILE");
        realm.admin().logoutAll();
        try {
            waiting.post(form(waiting), "cancel-aia=true");

            assertTrue(waiting.asksForPassword(), waiting.tab()::text);
            assertTrue(waiting.tab().text().contains(REVOKED), waiting.tab()::text);
        } finally {
            TwoApps.restore(realm);
        }
    }

    /** Keycloak's mail to the new mailbox changes the address without any sign-in. */
    @Test
    void attack_changeOfAddressBegunBeforeAReset_isOver() {
        letUsersChangeTheirAddress();
        TestUser person = person();
        String attackers = freshAddress();
        SignIn thief = begun(person, "&kc_action=UPDATE_EMAIL");
        thief.post(form(thief), "email=" + attackers);
        String link = linkTo(attackers);
        reset(person);

        confirm(browser(), link);

        assertEquals(person.email(), realm.admin().users().get(person.id()).toRepresentation().getEmail());
        SignIn owner = SignIn.open(browser().tab(), realm).password(person.username(), NEW_PASSWORD);
        assertTrue(owner.code(mailOf(person.email(), owner).code()).done(), owner.tab()::text);
    }

    /** The link acts in a tab of its own. */
    @Test
    void signInWhoseChangeOfAddressAMailConfirms_beginsAnew() {
        letUsersChangeTheirAddress();
        TestUser person = person();
        String address = freshAddress();
        Browser browser = browser();
        SignIn signIn = begun(browser, person, "&kc_action=UPDATE_EMAIL");
        String form = form(signIn);
        signIn.post(form, "email=" + address);

        confirm(browser(), linkTo(address));

        assertEquals(address, realm.admin().users().get(person.id()).toRepresentation().getEmail());
        signIn.post(form, "cancel-aia=true");
        assertTrue(signIn.tab().text().contains(REVOKED), signIn.tab()::text);
    }

    /** The choice is made on the page that mails the link, and there is no session to sign out. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_signInThatWaitsWhileAMailedChangeOfAddressSignsOutOfOtherDevices_isOver(boolean signsOut) {
        letUsersChangeTheirAddress(home);
        TestUser person = person(home, user -> user);
        SignIn thief = withPasswordAlone(person, "UPDATE_PROFILE");
        String form = form(thief);
        SignIn owner = withPasswordAlone(person, "UPDATE_EMAIL");
        String address = freshAddress();
        owner.post(form(owner), "email=" + address + (signsOut ? "&logout-sessions=on" : ""));

        confirm(browser(), linkTo(address));

        assertEquals(address, home.admin().users().get(person.id()).toRepresentation().getEmail());
        thief.post(form, "cancel-aia=true");
        assertEquals(signsOut, thief.tab().text().contains(REVOKED), thief.tab()::text);
        assertEquals(!signsOut, thief.done(), thief.tab()::text);
    }

    private SignIn withPasswordAlone(TestUser person, String action) {
        return SignIn.open(browser().tab(), home, Realms.APP, "&kc_action=" + action).password(person);
    }

    private String linkTo(String address) {
        return Eventually.present("Keycloak's mail", () -> inbox().all(address).stream().findFirst())
                .text().replaceAll("(?s).*?(http\\S+).*", "$1");
    }

    private static void confirm(Browser browser, String link) {
        Tab tab = browser.tab().open(link);
        if (tab.text().contains("Click here to proceed")) {
            tab.followText("» Click here to proceed");
        }
    }

    /** With password and code, up to a page that comes after the flow. */
    private SignIn begun(TestUser person, String more) {
        return begun(browser(), person, more);
    }

    private SignIn begun(Browser browser, TestUser person, String more) {
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, more).password(person);
        signIn.code(mailOf(person.email(), signIn).code());
        assertFalse(signIn.done(), "a page comes first");
        return signIn;
    }

    private static String form(SignIn signIn) {
        return signIn.tab().location().resolve(signIn.tab().formAction()).toString();
    }

    private SignIn brokered(TestUser person, String more) {
        return SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home" + more).password(person);
    }

    private void reset(TestUser person) {
        SignIn reset = forgotten(browser(), person.username());
        reset.code(mailOf(person.email(), reset).code()).newPassword(NEW_PASSWORD);
        assertTrue(reset.tab().text().contains("Your password has been changed."), reset.tab()::text);
    }

    @Test
    void attack_backchannelRequestApprovedBeforeAReset_opensNoSession() {
        ClientRepresentation phone = ClientBuilder.create("phone").enabled(true).secret("phone")
                .attribute("oidc.ciba.grant.enabled", "true").build();
        realm.admin().clients().create(phone).close();
        realm.cleanup().add(ended -> ended.clients()
                .get(ended.clients().findByClientId("phone").get(0).getId()).remove());
        App app = new App(realm, "phone").secret("phone");
        TestUser person = person();
        try (ApprovalService channel = new ApprovalService(FlowServer.CHANNEL)) {
            String begun = "scope=openid&login_hint=" + person.username();
            String old = Rest.json(app.post("/protocol/openid-connect/ext/ciba/auth", begun)).get("auth_req_id")
                    .asText();
            channel.approve(FlowServer.BASE, realm.getName());
            reset(person);

            assertEquals("invalid_grant", Rest.json(app.token(CIBA + old)).path("error").asText());
            assertEquals(1, events(person).count("AUTHREQID_TO_TOKEN_ERROR"));
            assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());

            time.set(2);
            String fresh = Rest.json(app.post("/protocol/openid-connect/ext/ciba/auth", begun)).get("auth_req_id")
                    .asText();
            channel.approve(FlowServer.BASE, realm.getName());
            assertTrue(app.token(CIBA + fresh).body().contains("access_token"), "a request after the reset");
        }
    }

    private void askForConsent() {
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.APP).get(0);
        client.setConsentRequired(true);
        realm.admin().clients().get(client.getId()).update(client);
        realm.cleanup().add(ended -> {
            client.setConsentRequired(false);
            ended.clients().get(client.getId()).update(client);
        });
    }

    private void letUsersChangeTheirAddress() {
        letUsersChangeTheirAddress(realm);
    }

    private static void letUsersChangeTheirAddress(ManagedRealm realm) {
        RequiredActionProviderRepresentation action = realm.admin().flows().getRequiredAction("UPDATE_EMAIL");
        boolean before = action.isEnabled();
        action.setEnabled(true);
        action.setConfig(Map.of("verifyEmail", "true"));
        realm.admin().flows().updateRequiredAction("UPDATE_EMAIL", action);
        realm.cleanup().add(ended -> {
            action.setEnabled(before);
            ended.flows().updateRequiredAction("UPDATE_EMAIL", action);
        });
    }

    private void withoutPostBrokerFlow() {
        IdentityProviderRepresentation before = realm.admin().identityProviders().get("home").toRepresentation();
        postBrokerFlow = realm.admin().identityProviders().get("home").toRepresentation();
        postBrokerFlow.setTrustEmail(false);
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setPostBrokerLoginFlowAlias(null);
        provider.setTrustEmail(false);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> ended.identityProviders().get("home").update(before));
    }
}
