package dev.latchkey.it.flow;

import static dev.latchkey.it.flow.TextProvider.FORBIDDEN;
import static dev.latchkey.it.flow.TextProvider.SECRET;
import static dev.latchkey.it.flow.TextProvider.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Sign-up by a number from which the user sends a text, whose sender can be forged. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SignUpBySentTextIT extends PhoneSignUpTest {

    private static final String SERVICE = "+4930123456";
    private static final Pattern WORD = Pattern.compile("word \u2066?([2-9B-Z]{8})");
    private static final String MISSING = "Your text has not arrived yet.";

    private final TextProvider provider = new TextProvider("inbound");

    @BeforeEach
    void usersMaySendTexts() throws IOException {
        change(update -> update.attribute("latchkey.limits.paid-ip-hour", "1000")
                .attribute("latchkey.limits.sign-up-ip-minute", "1000"));
        bySending(Map.of());
        TextProvider.keepSecret(realm);
    }

    private void bySending(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("countries", "DE,AT", "identifier", "either",
                "home_country", "DE", "service_number", SERVICE, "sign_up_by_sending", "true"));
        settings.putAll(more);
        policy(settings);
    }

    private static String body(String from, String text) {
        return "{\"from\": \"" + from + "\", \"text\": \"" + text + "\"}";
    }

    private int arrives(String number, String text) {
        return provider.report(realm, body(digits(number), text));
    }

    private static String word(SignIn signUp) {
        Matcher word = WORD.matcher(signUp.tab().text());
        assertTrue(word.find(), signUp.tab()::text);
        return word.group(1);
    }

    private static SignIn goOn(SignIn signUp) {
        signUp.tab().click("latchkey-sent-text-continue");
        return signUp;
    }

    private static void assertMissing(SignIn signUp) {
        assertTrue(goOn(signUp).tab().text().contains(MISSING), signUp.tab()::text);
    }

    private static SignIn codeInstead(SignIn signUp) {
        signUp.tab().click("latchkey-sent-text-code");
        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        return signUp;
    }

    /** An account that a sign-up has made by a text from its number. */
    private UserRepresentation sender(String number) {
        SignIn signUp = byPhone(number);
        assertEquals(204, arrives(number, word(signUp)));
        assertTrue(goOn(signUp).done(), signUp.tab()::text);
        return only(number);
    }

    private UserRepresentation account(UserRepresentation user) {
        return realm.admin().users().get(user.getId()).toRepresentation();
    }

    private List<UserRepresentation> active(String number) {
        return with(number).stream().map(this::account).filter(user -> user.getRequiredActions().isEmpty()).toList();
    }

    /** Signs in by number and password in a flow that asks for nothing else. */
    private SignIn byNumberAlone(String number) {
        runs(Realms.APP, "browser", Realms.NUMBER_ALONE);
        return SignIn.open(browser().tab(), realm).password(number, NEW_PASSWORD);
    }

    private static String page(SignIn signUp) {
        return signUp.tab().status() + signUp.tab().text().replace(word(signUp), "");
    }

    @Test
    void aTextOfTheUser_makesAnAccount_whichSignsInByItsNumberAndPassword_andCostsNothing() {
        ServerLog log = ServerLog.fromHere();
        String number = number();
        SignIn signUp = byPhone(number.replace("+49", "0 "));
        String word = word(signUp);
        assertTrue(signUp.tab().text().contains(SERVICE), signUp.tab()::text);
        assertMissing(signUp);
        assertEquals(word, word(signUp), "the word stays");
        assertFalse(log.text().contains(digits(number)), "no number in the log");
        // Keycloak notes what was typed at a sign-in
        assertTrue(byNumberAlone(number).asksForPassword(), "not before the text");
        ServerLog later = ServerLog.fromHere();

        assertEquals(204, arrives(number, "Hello, " + word + "!"));
        assertTrue(goOn(signUp).done(), signUp.tab()::text);

        assertFalse(later.text().contains(digits(number)), "no number in the log");
        UserRepresentation account = only(number);
        assertEquals(List.of(), account.getRequiredActions());
        assertEquals(List.of("true"), account.getAttributes().get("phoneNumberVerified"));
        SignIn signIn = byNumberAlone(number);
        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(account.getUsername(), signIn.idToken().get("preferred_username").asText());
        assertEquals(0, gateway.all());
    }

    @Test
    void whoCannotSend_getsACodeInstead() {
        String number = number();
        SignIn signUp = codeInstead(byPhone(number));

        assertTrue(signUp.code(gateway.code(digits(number), 1)).done(), signUp.tab()::text);
        assertEquals(1, active(number).size());
    }

    @Test
    void aCodeMakesTheNumberAFactor_ofAnAccountThatWasSignedUpBySending() {
        String number = number();
        UserRepresentation account = sender(number);
        runs(Realms.APP, "browser", Realms.NUMBER_ALONE);
        SignIn prove = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + PHONE_ACTION)
                .password(number, NEW_PASSWORD);
        prove.tab().type("phone", number()).submit("latchkey-phone-form");
        assertFalse(prove.asksForCode(), "a password alone sets no other number");
        prove.tab().type("phone", number).submit("latchkey-phone-form");
        assertTrue(prove.code(gateway.code(digits(number), 1)).done(), prove.tab()::text);

        SignIn signIn = byNumber(number, NEW_PASSWORD);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
        assertEquals(account.getUsername(), signIn.idToken().get("preferred_username").asText());
    }

    @Test
    void attack_aSenderIsForged_soTheNumberIsNoFactor_notTheOnlyOne_andResetsNothing() {
        bySending(Map.of("reset_by_phone", "true"));
        String number = number();
        sender(number);
        String free = number();

        SignIn second = byNumber(number, NEW_PASSWORD);
        assertFalse(second.done(), second.tab()::text);
        assertFalse(second.asksForCode(), second.tab()::text);
        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number);
        SignIn ofFree = SignIn.forgotPassword(browser().tab(), realm).reset(free);
        assertEquals(page(ofFree, free), page(reset, number));
        change(builder -> builder.browserFlow(Realms.PASSWORDLESS));
        SignIn alone = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(number);
        assertEquals(page(SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(free), free),
                page(alone, number));
        assertEquals(202, app().challenge("password_reset", number).status());
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_anAccountMadeByAForgedText_losesItsNumberToACode() {
        String number = number();
        UserRepresentation forged = sender(number);

        SignIn owner = codeInstead(byPhone(number));
        assertEquals(forged.getUsername(), byNumberAlone(number).idToken().get("preferred_username").asText(),
                "not before the code");
        assertTrue(owner.code(gateway.code(digits(number), 1)).done(), owner.tab()::text);

        SignIn signIn = byNumberAlone(number);
        assertTrue(signIn.done(), signIn.tab()::text);
        assertFalse(forged.getUsername().equals(signIn.idToken().get("preferred_username").asText()));
        assertEquals(List.of("false"), account(forged).getAttributes().get("phoneNumberVerified"));

        String enrolled = number();
        UserRepresentation other = sender(enrolled);
        TestUser person = person();
        SignIn enrolment = SignIn.open(browser().tab(), realm, Realms.OTHER_APP, "&kc_action=" + PHONE_ACTION)
                .username(person.email());
        enrolment.code(newestCode(person, enrolment.reference()));
        enrolment.tab().type("phone", enrolled).submit("latchkey-phone-form");
        assertTrue(enrolment.code(gateway.code(digits(enrolled), 1)).done(), enrolment.tab()::text);
        assertEquals(List.of("false"), account(other).getAttributes().get("phoneNumberVerified"));
    }

    /** An account that a sent text has made, and that has lost its number to a code. */
    private UserRepresentation lost(String number) {
        UserRepresentation account = sender(number);
        SignIn owner = codeInstead(byPhone(number));
        assertTrue(owner.code(gateway.code(digits(number), 1)).done(), owner.tab()::text);
        return account;
    }

    private void assertNoMailIsAWayIn(UserRepresentation account, String address) {
        askForCodes(account, address);
        assertNoCodeAlone(account.getUsername(), address);
    }

    private void deleteProof(UserRepresentation account) {
        realm.admin().users().get(account.getId()).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-phone"))
                .forEach(proof -> realm.admin().users().get(account.getId()).removeCredential(proof.getId()));
    }

    @Test
    void attack_addressSetByATokenAlone_ofAnAccountThatHasLostItsNumber_isNoWayIn() {
        String number = number();
        UserRepresentation account = lost(number);

        assertNoMailIsAWayIn(account, addressByToken(account, number));
    }

    @Test
    void attack_addressSetByATokenAlone_ofAnAccountThatHasLostItsNumber_isNoWayIn_onceItsProofIsDeleted() {
        String number = number();
        UserRepresentation account = lost(number);
        deleteProof(account);
        String address = addressByToken(account, number);

        assertNoMailIsAWayIn(account, address);
        action.policy(Map.of("verify_unverified", "true"));
        assertTrue(byName(account).done(), "what the number was proven by is not known any more");
        assertFalse(account(account).isEmailVerified());
    }

    @Test
    void attack_aSessionAlone_verifiesNoAddress_ofAnAccountThatHasLostItsNumber() {
        action.policy(Map.of("verify_unverified", "true"));
        String number = number();
        UserRepresentation account = lost(number);
        // with sessions
        runs(Realms.APP, "browser", "browser");
        Browser browser = browser();
        assertTrue(SignIn.open(browser.tab(), realm).password(account.getUsername(), NEW_PASSWORD).done());
        addressByToken(account, number);

        for (String more : List.of("", "&kc_action=" + VerifyEmail.ACTION)) {
            SignIn again = SignIn.open(browser.tab(), realm, Realms.APP, more);
            assertTrue(again.done(), again.tab()::text);
        }
        assertFalse(account(account).isEmailVerified());
    }

    @Test
    void attack_addressSetByATokenAlone_isNotVerified_whereAnAppAsksForThat() {
        String number = number();
        UserRepresentation account = sender(number);
        String address = addressByToken(account, number);
        NativeApp app = new NativeApp(realm, Realms.NATIVE);

        NativeApp.Answer answer = app.begin(new TestUser("", account.getUsername(), address),
                Map.of("password", NEW_PASSWORD, "kc_action", VerifyEmail.ACTION));
        if (answer.asksForCode()) {
            assertFalse(answer.json().has("kc_action"), answer::toString);
            answer = app.otp(answer, codeOf(address, answer));
        }

        assertTrue(answer.done(), answer::toString);
        assertEquals("error", answer.json().path("kc_action_status").asText(), answer::toString);
        assertFalse(account(account).isEmailVerified());
    }

    /** Signs in by name and password in a flow that asks for nothing else. */
    private SignIn byName(UserRepresentation account) {
        runs(Realms.APP, "browser", Realms.NUMBER_ALONE);
        return SignIn.open(browser().tab(), realm).password(account.getUsername(), NEW_PASSWORD);
    }

    @Test
    void anAccountThatHasLostItsNumber_provesItsAddressAfterThePassword_andThenAnotherNumber() {
        action.policy(Map.of("verify_unverified", "true"));
        String number = number();
        UserRepresentation account = lost(number);
        String address = addressByToken(account, number);
        runs(Realms.APP, "browser", Realms.NUMBER_ALONE);

        SignIn verifying = SignIn.open(browser().tab(), realm).password(address, NEW_PASSWORD);
        assertTrue(verifying.asksForCode(), verifying.tab()::text);
        assertTrue(verifying.code(mailOf(address, verifying).code()).done(), verifying.tab()::text);
        assertTrue(account(account).isEmailVerified());

        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(address);
        assertTrue(reset.code(mailOf(address, reset).code()).asksForNewPassword(), reset.tab()::text);
        String next = number();
        SignIn prove = SignIn.open(browser().tab(), realm, Realms.OTHER_APP, "&kc_action=" + PHONE_ACTION)
                .username(account.getUsername());
        prove.code(mailOf(address, prove).code());
        prove.tab().type("phone", next).submit("latchkey-phone-form");
        assertTrue(prove.code(gateway.code(digits(next), 1)).done(), prove.tab()::text);
        assertEquals(List.of("true"), account(account).getAttributes().get("phoneNumberVerified"));
    }

    @Test
    void anAccountWhoseNumberATextHasProven_provesItsAddressAfterThePassword() {
        action.policy(Map.of("verify_unverified", "true"));
        String number = number();
        UserRepresentation account = sender(number);
        String address = addressByToken(account, number);
        assertNoMailIsAWayIn(account, address);

        SignIn verifying = byName(account);

        assertTrue(verifying.code(mailOf(address, verifying).code()).done(), verifying.tab()::text);
        assertTrue(account(account).isEmailVerified());
    }

    @Test
    void attack_afterItsProofWasDeleted_aSentText_provesNoNumberOfAnAccountThatACodeHasGivenOne() {
        String number = number();
        UserRepresentation account = madeByCode(codeInstead(byPhone(number)), number);
        deleteProof(account);
        runs(Realms.APP, "browser", Realms.NUMBER_ALONE);

        SignIn prove = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + PHONE_ACTION)
                .password(account.getUsername(), NEW_PASSWORD);

        assertTrue(prove.tab().has("latchkey-phone-form"), prove.tab()::text);
        assertFalse(prove.tab().has("latchkey-phone-own"), "not offered");
    }

    private UserRepresentation madeByCode(SignIn signUp, String number) {
        assertTrue(signUp.code(gateway.code(digits(number), 1)).done(), signUp.tab()::text);
        return only(number);
    }

    @Test
    void attack_numberThatAnAccountHolds_isNotTakenBySendingAText_andThePageDoesNotTell() {
        String byCode = number();
        SignIn first = codeInstead(byPhone(byCode));
        assertTrue(first.code(gateway.code(digits(byCode), 1)).done(), first.tab()::text);
        UserRepresentation owner = only(byCode);
        String bySending = number();
        UserRepresentation sender = sender(bySending);
        int texts = gateway.all();

        SignIn toFree = byPhone(number());
        for (String held : List.of(byCode, bySending)) {
            SignIn signUp = byPhone(held);
            assertEquals(page(toFree), page(signUp));
            assertEquals(204, arrives(held, word(signUp)));
            assertMissing(signUp);
            assertMissing(signUp);
        }
        assertEquals(List.of(owner.getId()), active(byCode).stream().map(UserRepresentation::getId).toList());
        assertEquals(List.of(sender.getId()), active(bySending).stream().map(UserRepresentation::getId).toList());
        assertEquals(texts, gateway.all(), "no text before a code is asked for");

        assertMissing(toFree);
        SignIn again = byPhone(byCode);
        assertMissing(again);
        assertEquals(page(toFree), page(again));
        codeInstead(again);
        Eventually.holds("the owner is told", () -> gateway.to(digits(byCode)).size() == 2);
    }

    @Test
    void attack_numberThatAnAccountHasHeldForLong_isNotTakenBySendingAText() {
        String number = number();
        UserRepresentation sender = sender(number);
        // its claim is no longer that of an account that is about to store the proof
        time.set(660);

        SignIn signUp = byPhone(number);
        String body = body(digits(number), word(signUp));
        assertEquals(204, provider.post(provider.signed(realm, SECRET, now() + 660, body), body));

        assertMissing(signUp);
        assertEquals(List.of(sender.getId()), active(number).stream().map(UserRepresentation::getId).toList());
    }

    /** An account without a mailbox that has deleted its proof, so long ago that another one may have its number. */
    private UserRepresentation withoutProof(String number) {
        UserRepresentation account = madeByCode(codeInstead(byPhone(number)), number);
        deleteProof(account);
        time.set(660);
        return account;
    }

    private void provesAgain(UserRepresentation account, String number) {
        runs(Realms.APP, "browser", Realms.NUMBER_ALONE);
        SignIn prove = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + PHONE_ACTION)
                .password(account.getUsername(), NEW_PASSWORD);
        prove.tab().type("phone", number).submit("latchkey-phone-form");
        assertTrue(prove.asksForCode(), prove.tab()::text);
        assertTrue(prove.code(gateway.code(digits(number), 2)).done(), prove.tab()::text);
        assertEquals(List.of("true"), account(account).getAttributes().get("phoneNumberVerified"));
    }

    @Test
    void attack_aForgedText_keepsNoAccountFromItsNumber_onceItsProofIsDeleted() {
        String number = number();
        UserRepresentation account = withoutProof(number);
        signsUpLater(number);

        provesAgain(account, number);
    }

    private void signsUpLater(String number) {
        SignIn signUp = byPhone(number);
        String body = body(digits(number), word(signUp));
        assertEquals(204, provider.post(provider.signed(realm, SECRET, now() + 660, body), body));
        assertTrue(goOn(signUp).done(), signUp.tab()::text);
    }

    @Test
    void attack_addressSetByATokenAlone_ofAnAccountWhoseNumberAForgedTextHasTaken_isNoWayIn() {
        String number = number();
        UserRepresentation account = withoutProof(number);
        signsUpLater(number);

        assertNoMailIsAWayIn(account, addressByToken(account, number));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_numberThatATextHasTaken_andThenACode_isNotProvenAgainByAPasswordAlone(boolean keepsAttribute) {
        action.policy(Map.of("verify_unverified", "true"));
        String number = number();
        UserRepresentation former = withoutProof(number);
        if (!keepsAttribute) {
            former.getAttributes().remove("phoneNumber");
            realm.admin().users().get(former.getId()).update(former);
        }
        signsUpLater(number);
        provesAgain(active(number).stream().filter(user -> !user.getId().equals(former.getId())).findFirst()
                .orElseThrow(), number);

        SignIn prove = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + PHONE_ACTION)
                .password(former.getUsername(), NEW_PASSWORD);
        if (prove.tab().has("latchkey-phone-form")) {
            prove.tab().type("phone", number).submit("latchkey-phone-form");
        }
        assertFalse(prove.asksForCode(), prove.tab()::text);
        assertEquals(2, gateway.to(digits(number)).size());
        if (keepsAttribute) {
            addressByToken(former, number);
            assertTrue(byName(former).done(), "the password alone verifies no address");
        }
    }

    @Test
    void aSignUpThatStoresNoProof_keepsNoAccountFromItsNumber() {
        String number = number();
        UserRepresentation account = withoutProof(number);
        assertTrue(server.fetch(PhonesOnServer.claimed(realm.getName(), person().id(), number), Boolean.class));

        provesAgain(account, number);
    }

    @Test
    void attack_aCallbackThatIsForgedReplayedOrLate_makesNoAccount() {
        String number = number();
        SignIn signUp = byPhone(number);
        String body = body(digits(number), word(signUp));
        assertEquals(FORBIDDEN, provider.post(provider.to(realm, "http"), body));
        assertEquals(FORBIDDEN, provider.post(provider.signed(realm, SECRET + 'x', now(), body), body));
        assertEquals(FORBIDDEN, provider.post(provider.signed(realm, SECRET, now(), body), body + ' '));
        assertEquals(FORBIDDEN, provider.post(provider.signed(realm, SECRET, now() - 301, body), body));
        assertEquals(204, arrives(number(), word(signUp)), "of another number");
        assertEquals(204, arrives(number, "BCDFGHJK"), "with another word");
        assertMissing(signUp);

        assertEquals(204, provider.report(realm, body));
        assertTrue(goOn(signUp).done(), signUp.tab()::text);
        realm.admin().users().get(only(number).getId()).remove();
        SignIn next = byPhone(number);
        assertEquals(204, provider.report(realm, body), "replayed");
        assertMissing(next);

        String late = body(digits(number), word(next));
        time.set(601);
        assertEquals(204, provider.post(provider.signed(realm, SECRET, now() + 601, late), late));
        goOn(next);
        assertFalse(next.done(), next.tab()::text);
        assertEquals(List.of(), active(number));
    }

    @Test
    void attack_theWordOfAnotherBrowser_orOfAnotherApp_makesNoAccount() {
        String number = number();
        String other = number();
        SignIn mine = byPhone(number);
        SignIn another = byPhone(other);
        assertEquals(204, arrives(number, word(another)));
        assertEquals(204, arrives(other, word(mine)));
        assertMissing(mine);
        assertMissing(another);

        SignIn later = byPhone(number);
        assertEquals(204, arrives(number, word(mine)));
        assertMissing(later);
        goOn(mine);
        assertFalse(mine.done(), "its account was replaced");

        String third = number();
        NativeApp.Answer asked = app().registerBySending(fields("phoneNumber", third), NEW_PASSWORD);
        assertEquals(204, arrives(third, asked.json().path("word").asText()));
        assertProblem(400, "expired", new NativeApiClient(realm, Realms.OTHER_NATIVE).verifyText(asked));
        NativeApp.Answer own = app().registerBySending(fields("phoneNumber", number()), NEW_PASSWORD);
        assertProblem(400, "text-missing", app().verifyText(own));
        assertEquals(List.of(), active(third));
        assertEquals(204, app().verifyText(asked).status());
    }

    @Test
    void attack_twoSignUpsOfOneNumberAtOnce_bySending_makeOneAccount() {
        String number = number();
        List<SignIn> signUps = List.of(SignIn.register(browser().tab(), realm),
                SignIn.register(browser().tab(), realm));
        Burst.of(2, i -> submit(signUps.get(i), fields("phoneNumber", number), NEW_PASSWORD, NEW_PASSWORD));
        signUps.forEach(signUp -> assertEquals(204, arrives(number, word(signUp))));

        Burst.of(2, i -> goOn(signUps.get(i)));

        assertEquals(1, signUps.stream().filter(SignIn::done).count());
        assertEquals(1, active(number).size());
    }

    @Test
    void attack_aNumberClaimedByAnotherAccountAtTheMoment_isNotTaken() {
        String number = number();
        SignIn signUp = byPhone(number);
        TestUser other = person();
        assertTrue(server.fetch(PhonesOnServer.claimed(realm.getName(), other.id(), number), Boolean.class));

        assertEquals(204, arrives(number, word(signUp)));

        assertMissing(signUp);
        assertEquals(List.of(), active(number));
    }

    @Test
    void attack_aNumberThatAnotherAccountIsGivenByATextAtTheMoment_isNotTaken() {
        String number = number();
        TestUser sender = person();

        assertFalse(server.fetch(PhonesOnServer.claimedWhileATextIsTaken(realm.getName(), sender.id(), person().id(),
                number), Boolean.class));
        assertEquals(List.of("true"), realm.admin().users().get(sender.id()).toRepresentation().getAttributes()
                .get("phoneNumberVerified"));
    }

    @Test
    void attack_twoNumbersOfOneAccountAtTheMoment_areNotBothTaken() {
        TestUser person = person();
        String first = number();

        assertEquals("REFUSED", server.fetch(PhonesOnServer.takenAfterAnother(realm.getName(), person.id(), number(),
                first), String.class));

        assertEquals(List.of(first), realm.admin().users().get(person.id()).toRepresentation().getAttributes()
                .get("phoneNumber"));
    }

    @Test
    void attack_oneTextPresentedManyTimesAtOnce_makesOneAccount() {
        String number = number();
        NativeApp.Answer asked = app().registerBySending(fields("phoneNumber", number), NEW_PASSWORD);
        assertEquals(204, arrives(number, asked.json().path("word").asText()));

        List<NativeApp.Answer> answers = Burst.of(4, i -> app().verifyText(asked));

        assertEquals(1, answers.stream().filter(answer -> answer.status() == 204).count(), answers::toString);
        assertEquals(1, active(number).size());
    }

    @Test
    void attack_wordsOfOneNumber_areLimitedADay_thenACodeIsSent() {
        change(update -> update.attribute("latchkey.limits.paid-user-day", "2"));
        String number = number();
        word(byPhone(number));
        word(byPhone(number));

        SignIn third = byPhone(number);

        assertTrue(third.asksForCode(), third.tab()::text);
        assertProblem(429, "too-many-mails", app().registerBySending(fields("phoneNumber", number), NEW_PASSWORD));
        word(byPhone(number()));
    }

    @Test
    void attack_thePolicyTurnedOffWhileTheTextIsOnItsWay_makesNoAccount() {
        String number = number();
        SignIn signUp = byPhone(number);
        NativeApp.Answer asked = app().registerBySending(fields("phoneNumber", number()), NEW_PASSWORD);
        assertEquals(204, arrives(number, word(signUp)));

        bySending(Map.of("sign_up_by_sending", "false"));

        goOn(signUp);
        assertFalse(signUp.done(), signUp.tab()::text);
        assertEquals(List.of(), active(number));
        assertProblem(400, "expired", app().verifyText(asked));
    }

    @Test
    void withoutThePolicy_orWithoutAPassword_aCodeIsSent() {
        bySending(Map.of("sign_up_by_sending", "false"));
        String number = number();
        assertTrue(byPhone(number).asksForCode());
        assertProblem(403, "not-allowed", app().registerBySending(fields("phoneNumber", number), NEW_PASSWORD));

        bySending(Map.of());
        assertProblem(403, "not-allowed",
                app().registerBySending(fields("email", freshAddress(), "username", "s" + digits(number)),
                        NEW_PASSWORD));
        action.prioritise(VerifyEmail.ACTION, 1);
        action.policy(Map.of("sign_up_credential", "none"));
        change(builder -> builder.browserFlow(Realms.PASSWORDLESS));
        SignIn form = SignIn.register(browser().tab(), realm);
        form.tab().post(form.tab().action("kc-register-form"),
                "firstName=Nora&lastName=New&phoneNumber=%2B" + digits(number()));
        assertTrue(form.asksForCode(), form.tab()::text);
    }

    @Test
    void anAppSignsAUserUpBySending_orByACodeAfterAll() {
        String number = number();
        NativeApp.Answer asked = app().registerBySending(fields("phoneNumber", number), NEW_PASSWORD);
        assertEquals(Set.of("challenge_id", "word", "service_number"), Set.copyOf(names(asked)));
        assertEquals(SERVICE, asked.json().path("service_number").asText());
        assertProblem(400, "text-missing", app().verifyText(asked));

        assertEquals(204, arrives(number, asked.json().path("word").asText()));
        assertEquals(204, app().verifyText(asked).status());
        assertProblem(400, "expired", app().verifyText(asked));
        assertEquals(List.of("true"), only(number).getAttributes().get("phoneNumberVerified"));
        assertEquals(List.of("latchkey-phone", "password"), realm.admin().users().get(only(number).getId())
                .credentials().stream().map(CredentialRepresentation::getType).sorted().toList());
        assertEquals(0, gateway.all());

        NativeApp.Answer toHeld = app().registerBySending(fields("phoneNumber", number), NEW_PASSWORD);
        assertEquals(Set.copyOf(names(asked)), Set.copyOf(names(toHeld)));
        assertEquals(204, arrives(number, toHeld.json().path("word").asText()));
        assertProblem(400, "text-missing", app().verifyText(toHeld));

        String other = number();
        NativeApp.Answer changed = app().registerBySending(fields("phoneNumber", other), NEW_PASSWORD);
        NativeApp.Answer code = app().resend(NativeApiClient.id(changed));
        assertEquals(204, app().verify(code, gateway.code(digits(other), 1)).status());
    }
}
