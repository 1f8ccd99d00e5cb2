package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.otp.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Sign-up by telephone number, in a browser and by the API, and the sign-in that follows. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PhoneSignUpIT extends PhoneSignUpTest {

    private static final String EXISTS = "You already have an account with Test ";

    private static final String UNAVAILABLE = "You cannot sign in with this account right now";
    private static final String PROCEED = "» Click here to proceed";

    @Test
    void aNumberAndAPasswordMakeAnAccount_whichSignsInByThem() {
        String number = number();
        SignIn signUp = byPhone(number.replace("+49", "0 "));

        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        assertTrue(signUp.tab().text().contains("Use another number"), signUp.tab()::text);
        assertTrue(signUp.tab().text().contains("If this number can be used here, we have sent it a text message"),
                signUp.tab()::text);
        UserRepresentation pending = only(number);
        assertEquals(List.of(VerifyEmail.ACTION), pending.getRequiredActions());
        assertFalse(pending.getUsername().contains(number.substring(3)), pending::getUsername);
        SignIn tooEarly = byNumber(number, NEW_PASSWORD);
        assertTrue(tooEarly.asksForPassword(), "not before the proof");
        assertTrue(signUp.code(gateway.code(digits(number), 1)).done(), signUp.tab()::text);

        UserRepresentation account = only(number);
        assertEquals(List.of(), account.getRequiredActions());
        assertEquals(List.of("true"), account.getAttributes().get("phoneNumberVerified"));
        assertEquals(null, account.getEmail());
        SignIn signIn = byNumber(number, NEW_PASSWORD);
        assertTrue(signIn.tab().text().contains("We are sending you a text message with a 6-digit code"),
                signIn.tab()::text);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
        assertEquals(account.getUsername(), signIn.idToken().get("preferred_username").asText());
    }

    @Test
    void aNumberAloneMakesAnAccount_whichSignsInByACodeToIt() {
        signsUpWithoutPassword(Realms.PASSWORDLESS);
        String number = number();
        SignIn form = SignIn.register(browser().tab(), realm);
        assertFalse(form.tab().has("password"), form.tab()::text);
        assertTrue(form.tab().has("phoneNumber"), form.tab()::text);
        form.tab().post(form.tab().action("kc-register-form"),
                "firstName=Nora&lastName=New&phoneNumber=%2B" + digits(number));
        assertTrue(form.code(gateway.code(digits(number), 1)).done(), form.tab()::text);
        assertEquals(List.of("latchkey-phone"), credentials(number));

        SignIn signIn = SignIn.open(browser().tab(), realm).username(number.replace("+49", "0"));
        assertTrue(signIn.tab().text().contains("If this number can be used here, we have sent it a text message"),
                signIn.tab()::text);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
    }

    @Test
    void attack_signUpByNumberWithoutAPassword_whereTheFlowTakesNoNumber_isRefused() {
        signsUpWithoutPassword(Realms.NAME_THEN_CODE);
        String number = number();
        SignIn form = SignIn.register(browser().tab(), realm);
        assertFalse(form.tab().has("password"), form.tab()::text);

        form.tab().post(form.tab().action("kc-register-form"),
                "firstName=Nora&lastName=New&phoneNumber=%2B" + digits(number));

        assertFalse(form.asksForCode(), form.tab()::text);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_oneTelephone_isNotBothFactors() {
        String number = number();
        signedUp(number);
        runs(Realms.APP, "browser", Realms.TEXT_TWICE);
        SignIn signIn = SignIn.open(browser().tab(), realm).username(number);

        signIn.code(gateway.code(digits(number), 2));

        assertFalse(signIn.done(), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("We cannot send you a code this way."), signIn.tab()::text);
        assertEquals(2, gateway.to(digits(number)).size());
    }

    @Test
    void attack_nameOfAnAccountWithANumberAlone_setsNoAuthenticatorAppUp() {
        UserRepresentation account = signedUp(number());
        action.prioritise(VerifyEmail.ACTION, 1);
        runs(Realms.APP, "browser", Realms.NAME_THEN_APP);

        SignIn attacker = SignIn.open(browser().tab(), realm).username(account.getUsername());

        assertFalse(attacker.tab().has("kc-totp-settings-form"), attacker.tab()::text);
        assertFalse(attacker.done(), attacker.tab()::text);

        stopTexts("no country");
        SignIn again = SignIn.open(browser().tab(), realm).username(account.getUsername());
        assertFalse(again.tab().has("kc-totp-settings-form"), again.tab()::text);
        assertFalse(again.done(), again.tab()::text);
    }

    /** As an administrator does while texts are abused. */
    private void stopTexts(String how) {
        if (how.equals("no country")) {
            policy(Map.of("identifier", "either", "reset_by_phone", "true"));
        } else {
            new RequiredActions(realm).turn(PHONE_ACTION, false);
        }
    }

    @Test
    void attack_whereTheNetworkIsAsked_aNumberIsNoOnlyFactor_andResetsNoPassword() {
        String number = number();
        signedUp(number);
        policy("either", true, 30);
        String free = number();
        int texts = gateway.all();

        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number);
        SignIn otherReset = SignIn.forgotPassword(browser().tab(), realm).reset(free);
        assertEquals(page(otherReset, free), page(reset, number));
        change(builder -> builder.browserFlow(Realms.PASSWORDLESS));
        SignIn held = SignIn.open(browser().tab(), realm).username(number);
        SignIn other = SignIn.open(browser().tab(), realm).username(free);
        assertEquals(page(other, free), page(held, number));
        assertEquals(texts, gateway.all());
    }

    @Test
    void wrongCodesToANumber_areForgottenByARightOne() {
        change(builder -> builder.browserFlow(Realms.PASSWORDLESS)
                .attribute("latchkey.limits.guard-daily", "2"));
        String number = number();
        signedUp(number);
        for (int text = 2; text <= 3; text++) {
            SignIn signIn = SignIn.open(browser().tab(), realm).username(number);
            String code = gateway.code(digits(number), text);
            assertTrue(signIn.code(wrong(code)).code(code).done(), signIn.tab()::text);
        }
    }

    @Test
    void attack_numberWithoutAnAccount_inASignIn_isAnsweredAsAnother_andGetsNoText() {
        change(builder -> builder.browserFlow(Realms.PASSWORDLESS));
        String number = number();
        signedUp(number);
        String free = number();
        int texts = gateway.all();
        SignIn other = SignIn.open(browser().tab(), realm).username(free);
        assertTrue(other.asksForCode(), other.tab()::text);
        SignIn held = SignIn.open(browser().tab(), realm).username(number);
        assertEquals(page(held, number), page(other, free));
        gateway.code(digits(number), 2);
        assertEquals(texts + 1, gateway.all(), "none to the number without an account");
    }

    @Test
    void attack_numberOfAnAccount_inASignUp_isAnsweredAsAFreeOne_andItsOwnerIsTold() {
        String held = number();
        UserRepresentation owner = signedUp(held);
        String free = number();
        SignIn toFree = byPhone(free);
        SignIn toHeld = byPhone(held.replace("+49", "0049 "));

        assertEquals(page(toFree, free), page(toHeld, held));
        Eventually.holds("the owner is told", () -> gateway.to(digits(held)).size() == 2);
        String told = gateway.to(digits(held)).get(1);
        assertTrue(told.contains(EXISTS), told);
        assertEquals(owner.getId(), only(held).getId(), "no second account");
        toHeld.code("123456");
        toFree.code(wrong(gateway.code(digits(free), 1)));
        assertEquals(page(toFree, free), page(toHeld, held));

        NativeApp.Answer appToHeld = byApi(fields("phoneNumber", held));
        NativeApp.Answer appToFree = byApi(fields("phoneNumber", number()));
        assertEquals(appToFree.status(), appToHeld.status(), appToHeld::toString);
        assertEquals(Set.copyOf(names(appToFree)), Set.copyOf(names(appToHeld)));
    }

    @Test
    void exactlyOneOfAddressAndNumberIsTaken() {
        String number = number();
        assertRefused(byBrowser(fields("phoneNumber", number, "email", freshAddress(), "username",
                "a" + digits(number))));
        assertRefused(byBrowser(fields("username", "b" + digits(number))));
        SignIn abroad = byPhone("+12015550123");
        assertRefused(abroad);
        assertTrue(abroad.tab().text().contains("We cannot send"), abroad.tab()::text);
        for (SignIn refused : List.of(abroad, byBrowser(fields()))) {
            assertFalse(refused.tab().text().contains("Please specify username."), refused.tab()::text);
        }
        assertTrue(byBrowser(fields("email", freshAddress())).tab().text().contains("Please specify username."));
        assertTrue(byBrowser(fields("email", freshAddress(), "username", "c" + digits(number))).asksForCode());

        identifier("phone");
        assertRefused(byBrowser(fields("email", freshAddress(), "username", "d" + digits(number))));
        assertRefused(byApi(fields("email", freshAddress())), "phoneNumber", "error-user-attribute-required");
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_numberOfAnotherAsAUserName_isRefused() {
        SignIn form = byBrowser(fields("phoneNumber", number(), "username", number()));
        assertRefused(form);
        assertTrue(form.tab().text().contains("The user name must not be a phone number."), form.tab()::text);
    }

    @Test
    void attack_twoSignUpsOfOneNumberAtOnce_makeOneAccount() {
        String number = number();
        List<SignIn> signUps = List.of(SignIn.register(browser().tab(), realm),
                SignIn.register(browser().tab(), realm));
        Burst.of(2, i -> submit(signUps.get(i), fields("phoneNumber", number), NEW_PASSWORD, NEW_PASSWORD));
        assertEquals(1, with(number).size(), "one pending account stays");

        // the first text may be that of the account that was replaced
        for (int text = 1; signUps.stream().noneMatch(SignIn::done); text++) {
            String code = gateway.code(digits(number), text);
            Burst.of(2, i -> signUps.get(i).asksForCode() ? signUps.get(i).code(code) : signUps.get(i));
        }

        assertEquals(1, signUps.stream().filter(SignIn::done).count(), () -> signUps.get(0).tab().text()
                + signUps.get(1).tab().text());
        assertEquals(1, with(number).stream().filter(user -> realm.admin().users().get(user.getId())
                .toRepresentation().getRequiredActions().isEmpty()).count());
    }

    @Test
    void attack_pumpingBySignUps_stops_whileSecondFactorsGoOn() {
        change(builder -> builder.attribute("latchkey.limits.paid-unanswered-group-day", "5"));
        int sent = server.fetch(PumpingRun.sent(realm.getName(), "+49172", 0, 50, Purpose.SIGN_UP), Integer.class);
        assertEquals(5, sent);
        SignIn refused = byPhone("+4917270000042");
        assertTrue(refused.tab().text().contains("Too many codes were sent."), refused.tab()::text);
        assertEquals(5, server.fetch(PumpingRun.sent(realm.getName(), "+49172", 100, 50, Purpose.SECOND_FACTOR),
                Integer.class));
        assertTrue(byPhone(number()).asksForCode(), "other operators go on");
    }

    @Test
    void attack_resetByNumber_sendsNoText_andTellsNothing() {
        String held = number();
        signedUp(held);
        String free = number();
        int texts = gateway.all();

        SignIn first = SignIn.forgotPassword(browser().tab(), realm).reset(held);
        SignIn second = SignIn.forgotPassword(browser().tab(), realm).reset(free);

        assertEquals(page(second, free), page(first, held));
        assertEquals(texts, gateway.all());
    }

    @Test
    void anAccountWithoutAnAddressResetsItsPasswordByText_whereTheRealmHasItOn() {
        policy("either", true);
        String number = number();
        signedUp(number);
        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number.replace("+49", "0"));
        reset.code(gateway.code(digits(number), 2));
        assertTrue(gateway.to(digits(number)).get(1).contains("Code to reset the password at "));
        assertTrue(reset.asksForNewPassword(), reset.tab()::text);
        reset.newPassword("a third horse entirely");

        assertTrue(byNumber(number, NEW_PASSWORD).asksForPassword(), "the old one is gone");
        assertTrue(byNumber(number, "a third horse entirely").asksForCode());
        String ofSignIn = gateway.code(digits(number), 3);
        assertTrue(gateway.to(digits(number)).get(2).contains("Sign-in code for "));

        NativeApp.Answer challenge = app().challenge("password_reset", number);
        assertEquals(202, challenge.status(), () -> challenge + ", after the text " + ofSignIn);
        assertEquals(204, app().verify(challenge, gateway.code(digits(number), 4), NEW_PASSWORD).status());
        assertTrue(byNumber(number, NEW_PASSWORD).asksForCode());
    }

    @Test
    void attack_resetByPhone_ofAnAccountWithAnAppOrAnAddress_sendsNoText() {
        policy("either", true);
        String free = number();
        SignIn toFree = SignIn.forgotPassword(browser().tab(), realm).reset(free);
        String withApp = number();
        UserRepresentation account = signedUp(withApp);
        CredentialRepresentation app = new CredentialRepresentation();
        app.setType("otp");
        app.setSecretData("{\"value\":\"DJmQfC73VGFhw7D4QJ8A\"}");
        app.setCredentialData("{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,"
                + "\"algorithm\":\"HmacSHA1\"}");
        account.setCredentials(List.of(app));
        realm.admin().users().get(account.getId()).update(account);
        String withAddress = number();
        UserRepresentation other = signedUp(withAddress);
        other.setEmail(freshAddress());
        other.setEmailVerified(true);
        realm.admin().users().get(other.getId()).update(other);
        int texts = gateway.all();

        for (String number : List.of(withApp, withAddress)) {
            SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number);
            assertEquals(page(toFree, free), page(reset, number));
        }
        assertEquals(texts, gateway.all());
    }

    @Test
    void attack_resetByPhone_ofAnAccountThatSignsInByAnIdentityAlone_sendsNoText_orEnds() {
        policy("either", true);
        String free = number();
        String number = number();
        UserRepresentation account = signedUp(number);
        link(account);
        SignIn begun = SignIn.forgotPassword(browser().tab(), realm).reset(number);
        begun.code(gateway.code(digits(number), 2));
        assertTrue(begun.asksForNewPassword(), "it has a password of its own");
        removePassword(account);
        begun.newPassword("a third horse entirely");
        assertFalse(begun.asksForNewPassword(), begun.tab()::text);

        String second = number();
        UserRepresentation other = signedUp(second);
        link(other);
        removePassword(other);
        int texts = gateway.all();
        SignIn toFree = SignIn.forgotPassword(browser().tab(), realm).reset(free);
        assertEquals(page(toFree, free), page(SignIn.forgotPassword(browser().tab(), realm).reset(second), second));
        NativeApp.Answer ofFree = app().challenge("password_reset", number());
        NativeApp.Answer challenge = app().challenge("password_reset", second);
        assertEquals(ofFree.status(), challenge.status());
        assertEquals(names(ofFree), names(challenge));
        assertEquals(texts, gateway.all());
        for (UserRepresentation user : List.of(account, other)) {
            assertEquals(1, realm.admin().users().get(user.getId()).getFederatedIdentity().size());
            assertEquals(List.of("latchkey-phone"), realm.admin().users().get(user.getId()).credentials().stream()
                    .map(CredentialRepresentation::getType).toList());
        }
    }

    private void link(UserRepresentation account) {
        FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
        identity.setUserId(account.getId());
        identity.setUserName(account.getUsername());
        realm.admin().users().get(account.getId()).addFederatedIdentity("home", identity).close();
    }

    private void removePassword(UserRepresentation account) {
        realm.admin().users().get(account.getId()).credentials().stream()
                .filter(credential -> credential.getType().equals("password"))
                .forEach(found -> realm.admin().users().get(account.getId()).removeCredential(found.getId()));
    }

    @Test
    void attack_addressSetDuringAResetByPhone_endsTheReset() {
        policy("either", true);
        String number = number();
        UserRepresentation account = signedUp(number);
        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number);
        reset.code(gateway.code(digits(number), 2));
        assertTrue(reset.asksForNewPassword(), reset.tab()::text);
        account.setEmail(freshAddress());
        account.setEmailVerified(true);
        realm.admin().users().get(account.getId()).update(account);

        reset.newPassword("a third horse entirely");

        assertFalse(reset.asksForNewPassword(), reset.tab()::text);
        assertTrue(byNumber(number, NEW_PASSWORD).asksForCode(), "the password stays");
    }

    @Test
    void attack_addressSetByATokenAlone_isNoWayIn_andTheNumberIsTold() {
        policy("either", true);
        String number = number();
        UserRepresentation account = signedUp(number);
        String address = addressByToken(account, number);

        Eventually.holds("the number is told", () -> gateway.to(digits(number)).size() == 2);
        String told = gateway.to(digits(number)).get(1);
        assertTrue(told.contains("New email address for your account with Test "), told);
        askForCodes(account, address);
        String other = freshAddress();
        byBrowser(fields("email", other, "username", "m" + digits(number)));
        Eventually.holds("a later mail", () -> inbox().all(other).size() == 1);
        assertEquals(List.of(), inbox().all(address));

        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number);
        assertTrue(reset.code(gateway.code(digits(number), 3)).asksForNewPassword(), reset.tab()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no country", "action off"})
    void attack_addressSetByATokenAlone_isNoWayIn_whileAnAdministratorHasStoppedTexts(String how) {
        String number = number();
        UserRepresentation account = signedUp(number);
        String address = addressByToken(account, number);
        stopTexts(how);

        askForCodes(account, address);
        assertNoCodeAlone(account.getUsername(), address);
    }

    @Test
    void attack_addressSetByATokenAlone_signsInAloneInNoFlow() {
        String number = number();
        UserRepresentation account = signedUp(number);

        assertNoCodeAlone(account.getUsername(), addressByToken(account, number));
    }

    @Test
    void attack_addressSetByATokenAlone_isMailedNoCodeAtAForcedSignIn_whichTheNumberAnswers() {
        String number = number();
        UserRepresentation account = signedUp(number);
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).username(number);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);

        SignIn again = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, "&prompt=login");
        assertTrue(again.asksForCode(), again.tab()::text);
        assertFalse(again.tab().source().contains(digits(number)), "the number is masked");
        assertTrue(again.code(gateway.code(digits(number), 3)).done(), again.tab()::text);

        String address = addressByToken(account, number);
        Eventually.holds("the number is told", () -> gateway.to(digits(number)).size() == 4);
        pass(Duration.ofMinutes(10));
        SignIn action = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, "&kc_action=UPDATE_PASSWORD");
        assertTrue(action.asksForCode(), action.tab()::text);
        action.code(gateway.code(digits(number), 5));
        assertTrue(action.tab().has("kc-passwd-update-form"), action.tab()::text);
        assertEquals(List.of(), inbox().all(address));
    }

    /** Has Keycloak verify addresses by its own action alone, in this test. */
    private void keycloakVerifies() {
        new RequiredActions(realm).turn(VerifyEmail.ACTION, false);
        change(builder -> {
            builder.build().setVerifyEmail(true);
            return builder;
        });
    }

    private String link(String address) {
        return Eventually.present("the link", () -> links(address).stream().findFirst());
    }

    /** Opens a link in another browser, and confirms it where its page asks for that. */
    private void confirmElsewhere(String link) {
        Tab tab = browser().tab().open(link);
        if (tab.text().contains(PROCEED)) {
            tab.followText(PROCEED);
        }
        assertTrue(tab.text().contains(UNAVAILABLE), tab::text);
    }

    @Test
    void attack_keycloaksLinkToAnAddressSetByATokenAlone_verifiesNothing_inAnotherBrowser() {
        keycloakVerifies();
        String number = number();
        UserRepresentation account = signedUp(number);
        String address = addressByToken(account, number);
        Eventually.holds("the number is told", () -> gateway.to(digits(number)).size() == 2);
        SignIn owner = byNumber(number, NEW_PASSWORD);
        owner.code(gateway.code(digits(number), 3));
        assertFalse(owner.done(), "the sign-in waits for the link");

        String mailed = link(address);
        confirmElsewhere(mailed);
        realm.admin().users().get(account.getId()).sendVerifyEmail();
        Eventually.holds("the administrator's link", () -> links(address).size() == 2);
        links(address).forEach(this::confirmElsewhere);

        assertFalse(only(number).isEmailVerified());
        owner.tab().open(mailed);
        assertTrue(owner.done(), owner.tab()::text);
        assertTrue(only(number).isEmailVerified(), "in the sign-in that has passed the text");
    }

    @Test
    void attack_keycloaksLinkToAnAddressSetByATokenAlone_verifiesNothing_afterThePasswordAndItsCode() {
        keycloakVerifies();
        String number = number();
        UserRepresentation account = signedUp(number);
        String address = addressByToken(account, number);
        SignIn attacker = SignIn.open(browser().tab(), realm).password(account.getUsername(), NEW_PASSWORD);
        attacker.code(mailOf(address, attacker).code());
        assertFalse(attacker.done(), attacker.tab()::text);

        attacker.tab().open(link(address));

        assertTrue(attacker.tab().text().contains(UNAVAILABLE), attacker.tab()::text);
        assertFalse(only(number).isEmailVerified());
    }

    @Test
    void attack_keycloaksLinkByWhichASessionSetsAnAddress_setsNone() {
        RequiredActions actions = new RequiredActions(realm);
        actions.turn("UPDATE_EMAIL", true);
        keycloakVerifies();
        String number = number();
        signedUp(number);
        runs(Realms.APP, "browser", Realms.BY_NUMBER);
        SignIn session = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=UPDATE_EMAIL")
                .password(number, NEW_PASSWORD);
        session.code(gateway.code(digits(number), 2));
        String address = freshAddress();
        session.tab().type("email", address).submit("kc-update-email-form");

        confirmElsewhere(link(address));

        assertEquals(null, only(number).getEmail());
    }

    @Test
    void anAppSignsAUserUpByNumber() {
        String number = number();
        NativeApp.Answer challenge = byApi(fields("phoneNumber", number));

        NativeApp.Answer proven = app().verify(challenge, gateway.code(digits(number), 1));

        assertEquals(204, proven.status(), proven::toString);
        assertEquals(List.of("true"), only(number).getAttributes().get("phoneNumberVerified"));
        assertEquals(List.of(), only(number).getRequiredActions());
    }

    @Test
    void anAppSignsAUserInByNumber() {
        String number = number();
        UserRepresentation account = signedUp(number);
        account.setEmail(freshAddress());
        realm.admin().users().get(account.getId()).update(account);
        NativeApp app = new NativeApp(realm, Realms.NATIVE);

        NativeApp.Answer asked = password(app, number.replace("+49", "0"), NEW_PASSWORD);

        assertTrue(asked.asksForCode(), asked::toString);
        NativeApp.Answer done = app.otp(asked, codeOf(account.getEmail(), asked));
        assertTrue(done.done(), done::toString);
        assertEquals(account.getUsername(), app.redeem(done).idToken().get("preferred_username").asText());
    }

    @Test
    void anAppSignsAUserInByNumberAndText() {
        runs(Realms.DIRECT_APP, "direct_grant", Realms.APPS_BY_NUMBER);
        String number = number();
        signedUp(number);
        NativeApp app = new NativeApp(realm, Realms.DIRECT_APP);
        Map<String, String> fields = new HashMap<>(Map.of("grant_type", "password", "username", number, "password",
                NEW_PASSWORD));

        NativeApp.Answer asked = app.token(fields);

        assertEquals("otp_required", asked.error(), asked::toString);
        assertEquals("+49 ••• 42", asked.json().path("masked_phone").asText(), asked::toString);
        fields.put("challenge_id", asked.json().path("challenge_id").asText());
        fields.put("otp", gateway.code(digits(number), 2));
        assertEquals(200, app.token(fields).status());
    }

    @Test
    void attack_wrongPasswordWithANumberInAnApp_doesNotTellWhetherItNamesAnAccount() {
        String held = number();
        signedUp(held);

        NativeApp.Answer known = password(new NativeApp(realm, Realms.NATIVE), held, "wrong");
        NativeApp.Answer unknown = password(new NativeApp(realm, Realms.NATIVE), number(), "wrong");

        assertEquals(unknown.error(), known.error(), known::toString);
        assertEquals(unknown.status(), known.status());
        assertEquals(unknown.json().path("error_description"), known.json().path("error_description"));
        assertEquals(Set.copyOf(names(unknown)), Set.copyOf(names(known)));
    }
}
