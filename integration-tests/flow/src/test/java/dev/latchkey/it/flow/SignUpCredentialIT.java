package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Sign-up without a password: the code proves the mailbox, and the credential is set after it, or never. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SignUpCredentialIT extends RegistrationTest {

    private static final String PASSKEY = "webauthn-register-passwordless";
    private static final String UPDATE_PASSWORD = "UPDATE_PASSWORD";

    /** Sets the policy; the proof of the mailbox comes before every other action, as the manual demands. */
    private void credential(String value) {
        action.prioritise(VerifyEmail.ACTION, 1);
        action.policy(Map.of("sign_up_credential", value));
    }

    private void switchOff(String alias) {
        RequiredActionProviderRepresentation known = realm.admin().flows().getRequiredAction(alias);
        known.setEnabled(false);
        realm.admin().flows().updateRequiredAction(alias, known);
        realm.cleanup().add(ended -> {
            known.setEnabled(true);
            ended.flows().updateRequiredAction(alias, known);
        });
    }

    private void browserFlow(String alias) {
        change(builder -> builder.browserFlow(alias));
    }

    /** A sign-up in a browser of its own, up to the page after the form, which asks for no password. */
    private SignIn signUpWithout(String email) {
        SignIn form = SignIn.register(browser().tab(), realm);
        assertFalse(form.tab().has("password"), form.tab()::text);
        return fillIn(form, email);
    }

    private static SignIn fillIn(SignIn form, String email) {
        form.tab().type("firstName", "Nora").type("lastName", "New").type("email", email).submit("kc-register-form");
        return form;
    }

    private List<String> credentials(String email) {
        return realm.admin().users().get(account(email).getId()).credentials().stream()
                .map(CredentialRepresentation::getType).toList();
    }

    @Test
    void aPasskeyIsRegisteredAfterTheCode() {
        credential("passkey");
        String email = freshAddress();
        SignIn signUp = signUpWithout(email);
        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        assertTrue(pending(email));
        assertEquals(List.of(), credentials(email));

        signUp.code(mailOf(email, signUp).code());

        assertTrue(signUp.tab().has("registerWebAuthn"), signUp.tab()::text);
        UserRepresentation account = account(email);
        assertTrue(account.isEmailVerified());
        assertEquals(List.of(PASSKEY), account.getRequiredActions());
        assertEquals(0, rows().unproven(owner(email)));
    }

    @Test
    void aPasswordIsSetAfterTheCode() {
        credential("password_after_code");
        String email = freshAddress();
        SignIn signUp = signUpWithout(email);
        signUp.code(mailOf(email, signUp).code());
        assertTrue(signUp.tab().has("kc-passwd-update-form"), signUp.tab()::text);
        signUp.tab().type("password-new", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD)
                .submit("kc-passwd-update-form");
        assertTrue(signUp.done(), signUp.tab()::text);

        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    @Test
    void whoLeavesBeforeTheCredentialGoesOnByTheMailbox() {
        credential("passkey");
        String email = freshAddress();
        SignIn signUp = signUpWithout(email);
        signUp.code(mailOf(email, signUp).code());

        SignIn reset = forgotten(browser(), email);
        reset.code(mailOf(email, reset).code()).newPassword(NEW_PASSWORD);
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD);
        signIn.code(mailOf(email, signIn).code());
        assertTrue(signIn.tab().has("registerWebAuthn"), signIn.tab()::text);
    }

    @Test
    void noCredentialAtAllWhereTheCodeAloneSignsIn() {
        credential("none");
        browserFlow(Realms.PASSWORDLESS);
        String email = freshAddress();
        SignIn signUp = signUpWithout(email);
        assertTrue(signUp.code(mailOf(email, signUp).code()).done(), signUp.tab()::text);
        assertEquals(List.of(), account(email).getRequiredActions());

        SignIn signIn = SignIn.open(browser().tab(), realm).username(email);
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
        assertEquals(List.of(), credentials(email));
    }

    @Test
    void attack_policyThatTheRealmDoesNotFit_asksForAPassword() {
        credential("none");
        assertAsksForAPassword("the browser flow asks for a password");
        browserFlow(Realms.NAME_THEN_APP);
        assertAsksForAPassword("the browser flow asks for an app");

        credential("passkey");
        switchOff(PASSKEY);
        assertAsksForAPassword("the action is off");
        credential("password_after_code");
        action.prioritise(VerifyEmail.ACTION, 1000);
        assertAsksForAPassword("the mailbox would be proven after the password is set");
        credential("password_after_code");
        action.prioritise("CONFIGURE_TOTP", 0);
        assertAsksForAPassword("an app would be set up before the mailbox is proven");
        action.prioritise("CONFIGURE_TOTP", 54);
        phoneFirst(() -> assertAsksForAPassword("a number would be set before the mailbox is proven"));
        action.prioritise("UPDATE_PROFILE", 0);
        assertAsksForAPassword("the address could be changed before the mailbox is proven");
        action.prioritise("UPDATE_PROFILE", 40);
        change(builder -> builder.resetPasswordAllowed(false));
        assertAsksForAPassword("a user who leaves before the password is set could not return");
        change(builder -> builder.resetPasswordAllowed(true));
        action.turn(false);
        realm.cleanup().add(ended -> action.turn(true));
        assertAsksForAPassword("no mailbox would be proven");
    }

    private void phoneFirst(Runnable during) {
        RequiredActionProviderSimpleRepresentation phone = new RequiredActionProviderSimpleRepresentation();
        phone.setProviderId("latchkey-verify-phone");
        phone.setName("latchkey-verify-phone");
        realm.admin().flows().registerRequiredAction(phone);
        action.prioritise("latchkey-verify-phone", 0);
        during.run();
        realm.admin().flows().removeRequiredAction("latchkey-verify-phone");
    }

    private void assertAsksForAPassword(String why) {
        SignIn form = SignIn.register(browser().tab(), realm);
        assertTrue(form.tab().has("password"), why);
        String email = freshAddress();
        assertRefused(byBrowser(fields("email", email), "", ""));
        assertRefused(app().registerWithoutPassword(fields("email", email)), "password", "missingPasswordMessage");
        assertEquals(List.of(), accounts(email));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Passkey", "anything"})
    void aPolicyThatDoesNotExistIsNotSaved(String value) {
        Map<String, String> policy = Map.of("sign_up_credential", value);
        assertThrows(BadRequestException.class, () -> action.save(policy));
    }

    @Test
    void attack_passwordSentWhereNoneIsAskedFor_isNotSet() {
        credential("passkey");
        String browser = freshAddress();
        assertTrue(byBrowser(fields("email", browser), NEW_PASSWORD, "another").asksForCode());
        assertEquals(List.of(), credentials(browser));
        String app = freshAddress();
        assertEquals(202, byApi(fields("email", app)).status());
        assertEquals(List.of(), credentials(app));
    }

    @Test
    void attack_takenAddressWithoutAPassword_isNotDisclosed() {
        credential("passkey");
        TestUser owner = person();
        SignIn taken = signUpWithout(owner.email());
        String email = freshAddress();
        SignIn free = signUpWithout(email);
        assertEquals(masked(free, email), masked(taken, owner.email()));
        assertEquals(free.tab().status(), taken.tab().status());
        assertTrue(mail(owner).subject().startsWith("You already have an account"));
        assertEquals("Wrong code. 2 attempts left.", taken.code("123456").message());
        assertEquals(List.of("password"), credentials(owner.email()));

        NativeApp.Answer answer = app().registerWithoutPassword(fields("email", person().email()));
        assertEquals(202, answer.status(), answer::toString);
        assertEquals(app().registerWithoutPassword(fields("email", freshAddress())).json().properties().stream()
                .map(Map.Entry::getKey).toList(), answer.json().properties().stream().map(Map.Entry::getKey).toList());
    }

    private static String masked(SignIn page, String email) {
        return page.tab().text().replace(email, "ADDRESS").replace(page.reference(), "REFERENCE");
    }

    @Test
    void attack_pendingAccountWithoutAPassword_isReplacedByALaterSignUp() {
        credential("passkey");
        String email = freshAddress();
        SignIn attacker = signUpWithout(email);
        String planted = account(email).getId();
        String first = mailOf(email, attacker).code();

        SignIn victim = signUpWithout(email);
        String second = mailOf(email, victim).code();

        assertNotEquals(planted, account(email).getId());
        String form = attacker.action();
        assertFalse(attacker.code(first).tab().has("registerWebAuthn"), attacker.tab()::text);
        assertFalse(attacker.post(form, "code=" + second).tab().has("registerWebAuthn"), attacker.tab()::text);
        assertTrue(pending(email));
        assertTrue(victim.code(second).tab().has("registerWebAuthn"), victim.tab()::text);
    }

    /** Somebody may have added a password to the pending account meanwhile, by whatever way. */
    @Test
    void attack_passwordPlantedInAPendingAccountWithoutOne_endsItsSignUp() {
        credential("passkey");
        String email = freshAddress();
        SignIn victim = signUpWithout(email);
        String code = mailOf(email, victim).code();
        server.run(Planting.password(realm.getName(), account(email).getId()));

        victim.code(code);

        assertFalse(victim.tab().has("registerWebAuthn"), victim.tab()::text);
        assertTrue(pending(email));
    }

    @Test
    void notYourAddressLeadsBackToTheForm() {
        credential("passkey");
        SignIn signUp = signUpWithout(freshAddress());
        signUp.tab().click("latchkey-other-address");
        assertFalse(signUp.tab().has("password"), signUp.tab()::text);
        String right = freshAddress();
        fillIn(signUp, right);
        signUp.code(mailOf(right, signUp).code());
        assertTrue(signUp.tab().has("registerWebAuthn"), signUp.tab()::text);
    }

    @Test
    void attack_userNameOfAPendingAccountWithoutAPassword_isTaken() {
        userNames();
        credential("passkey");
        String name = "nopass" + NUMBER.incrementAndGet();
        String email = freshAddress();
        assertEquals(202, app().registerWithoutPassword(fields("username", name, "email", email)).status());
        assertRefused(app().registerWithoutPassword(fields("username", name, "email", freshAddress())), "username",
                USERNAME_EXISTS);
        assertRefused(byApi(fields("username", name, "email", freshAddress())), "username", USERNAME_EXISTS);
        assertTrue(pending(email));
    }

    /**
     * Keycloak lets a user without an authenticator app pass this flow by name alone, to set one up: the account would
     * belong to the first requester who types its address.
     */
    @ParameterizedTest
    @ValueSource(strings = {"passkey", "password_after_code"})
    void attack_firstSignInByTheNameAlone_provesTheMailboxFirst(String policy) {
        credential(policy);
        String email = freshAddress();
        SignIn signUp = signUpWithout(email);
        signUp.code(mailOf(email, signUp).code());
        browserFlow(Realms.NAME_THEN_APP);

        SignIn attacker = SignIn.open(browser().tab(), realm).username(email);
        assertTrue(attacker.asksForCode(), attacker.tab()::text);
        String form = attacker.action();
        for (String other : List.of(PASSKEY, UPDATE_PASSWORD, "CONFIGURE_TOTP", "UPDATE_PROFILE")) {
            attacker.post(form.replace("execution=" + VerifyEmail.ACTION, "execution=" + other),
                    "password-new=planted+password&password-confirm=planted+password&login=true");
            assertFalse(attacker.tab().has("registerWebAuthn"), attacker.tab()::text);
            assertFalse(attacker.done(), attacker.tab()::text);
        }
        assertEquals(List.of(), credentials(email));
        assertFalse(account(email).getRequiredActions().isEmpty());

        SignIn naming = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + VerifyEmail.ACTION)
                .username(email);
        assertTrue(naming.asksForCode(), naming.tab()::text);
        assertEquals(List.of(), credentials(email));

        SignIn owner = SignIn.open(browser().tab(), realm).username(email);
        owner.code(mailOf(email, owner).code());
        assertFalse(owner.asksForCode(), owner.tab()::text);
        assertTrue(owner.tab().formAction().contains("required-action"), owner.tab()::text);
    }

    /** Its entry in the console is stored as a credential, which no sign-in asks for. */
    @Test
    void attack_firstSignInByTheNameAlone_ofAnAccountThatHasASecretCode_provesTheMailboxFirst() {
        override(realm, Realms.EVERY_GRANT, "browser", Realms.PASSWORDLESS);
        String email = withoutCredential();
        App app = new App(realm, Realms.EVERY_GRANT).secret(Realms.EVERY_GRANT);
        SignIn signIn = app.open(browser()).username(email);
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
        assertTrue(app.exchange(signIn).has("secret_code"));
        assertEquals(List.of("latchkey-secret-code"), credentials(email));

        assertProvesTheMailboxFirst(email);
    }

    @Test
    void attack_firstSignInByTheNameAlone_ofAnAccountWithALinkedIdentity_provesTheMailboxFirst() {
        String email = withoutCredential();
        FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
        identity.setUserId(email);
        identity.setUserName(email);
        realm.admin().users().get(account(email).getId()).addFederatedIdentity("home", identity).close();

        assertProvesTheMailboxFirst(email);
    }

    /** As after the sign-up of an extension's step, whose action no list can name. */
    @Test
    void attack_setUpByAnActionOfAnExtension_provesTheMailboxFirst() {
        String email = withoutCredential();
        assertEquals("", server.fetch(SetUp.dueAfter(realm.getName(), email, ExecutionStatus.ATTEMPTED),
                String.class));
        assertEquals(VerifyEmail.ACTION, server.fetch(SetUp.dueAfter(realm.getName(), email,
                ExecutionStatus.SETUP_REQUIRED), String.class));
    }

    private String withoutCredential() {
        credential("none");
        browserFlow(Realms.PASSWORDLESS);
        String email = freshAddress();
        SignIn signUp = signUpWithout(email);
        assertTrue(signUp.code(mailOf(email, signUp).code()).done(), signUp.tab()::text);
        return email;
    }

    private void assertProvesTheMailboxFirst(String email) {
        browserFlow(Realms.NAME_THEN_APP);
        SignIn attacker = SignIn.open(browser().tab(), realm).username(email);
        assertFalse(attacker.tab().has("kc-totp-settings-form"), attacker.tab()::text);
        assertTrue(attacker.asksForCode(), attacker.tab()::text);
        attacker.code(mailOf(email, attacker).code());
        assertTrue(attacker.tab().has("kc-totp-settings-form"), attacker.tab()::text);
    }

    /** The account has a password, and the flow has not asked for it. */
    @Test
    void attack_signInByTheNameAlone_addsNoCredential() {
        action.prioritise(VerifyEmail.ACTION, 1);
        TestUser owner = person();
        browserFlow(Realms.NAME_THEN_APP);

        SignIn attacker = SignIn.open(browser().tab(), realm).username(owner.email());

        assertFalse(attacker.tab().has("kc-totp-settings-form"), attacker.tab()::text);
        assertTrue(attacker.asksForCode(), attacker.tab()::text);
        assertTrue(attacker.code(mailOf(owner.email(), attacker).code()).tab().has("kc-totp-settings-form"),
                attacker.tab()::text);
    }

    @Test
    void attack_signInByTheNameAlone_mailsADisabledAccountNothing() {
        action.prioritise(VerifyEmail.ACTION, 1);
        TestUser owner = person();
        browserFlow(Realms.NAME_THEN_APP);
        SignIn attacker = SignIn.open(browser().tab(), realm).username(owner.email());
        mailOf(owner.email(), attacker);
        UserRepresentation disabled = realm.admin().users().get(owner.id()).toRepresentation();
        disabled.setEnabled(false);
        realm.admin().users().get(owner.id()).update(disabled);

        time.set(61);
        attacker.resend();

        assertTrue(attacker.asksForCode(), "the page does not show that the account is disabled");
        // a later mail to another user shows that the queue has handled the earlier ones
        TestUser other = person();
        SignIn last = SignIn.open(browser().tab(), realm).username(other.email());
        mailOf(other.email(), last);
        assertEquals(1, inbox().all(owner.email()).size());
        assertEquals(1, events(owner).count("SEND_VERIFY_EMAIL"), "no event says that a mail was sent");
    }

    /** Wrong codes of a requester who has typed a name and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"passkey", "password"})
    void attack_wrongCodesOfASignInByTheNameAlone_lockNoUserOut(String policy) {
        credential(policy);
        String email = freshAddress();
        if (policy.equals("password")) {
            signUp(email, NEW_PASSWORD);
        } else {
            SignIn signUp = signUpWithout(email);
            signUp.code(mailOf(email, signUp).code());
        }
        TestUser owner = owner(email);
        String usual = realm.admin().toRepresentation().getBrowserFlow();
        browserFlow(Realms.NAME_THEN_APP);

        for (int i = 0; i < 3; i++) {
            SignIn attacker = SignIn.open(browser().tab(), realm).username(email);
            assertTrue(attacker.asksForCode(), attacker.tab()::text);
            for (int j = 0; j < 3 && attacker.tab().has("code"); j++) {
                attacker.code("123456");
            }
        }

        assertEquals(0, rows().guards(owner), "no failure is charged to the account");
        assertEquals(0, detector(owner).failures());
        SignIn waiting = SignIn.open(browser().tab(), realm).username(email);
        assertTrue(waiting.asksForCode(), waiting.tab()::text);
        browserFlow(usual);
        SignIn reset = forgotten(browser(), email);
        reset.code(mailOf(email, reset).code()).newPassword(NEW_PASSWORD + "!");
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD + "!");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    @Test
    void anAppSignsUpWithoutAPassword() {
        credential("password_after_code");
        String email = freshAddress();
        NativeApp.Answer challenge = app().registerWithoutPassword(fields("email", email));
        assertEquals(202, challenge.status(), challenge::toString);
        assertTrue(pending(email));
        NativeApp.Answer done = app().verify(challenge, codeOf(email, challenge));
        assertEquals(204, done.status(), done::toString);
        assertFalse(pending(email));
        assertEquals(List.of(UPDATE_PASSWORD), account(email).getRequiredActions());
        assertEquals(List.of(), credentials(email));
    }

    /** Without a password nothing tells the app that signed up from any other that has begun a challenge. */
    @Test
    void attack_anotherChallengeForASignUpWithoutAPassword_provesNothing() {
        credential("passkey");
        String email = freshAddress();
        app().registerWithoutPassword(fields("email", email));
        NativeApp.Answer other = app().challenge("signup", email);
        NativeApp.Answer answer = app().verify(other, codeOf(email, other), "any password");
        assertProblem(400, "wrong-password", answer);
        assertTrue(pending(email));
    }
}
