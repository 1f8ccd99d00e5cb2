package dev.latchkey.it.flow;

import static dev.latchkey.it.flow.TextProvider.FORBIDDEN;
import static dev.latchkey.it.flow.TextProvider.SECRET;
import static dev.latchkey.it.flow.TextProvider.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.sms.gateway.smpp.MessageCentre;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Numbers that users prove by sending a text, whose sender can be forged. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SentTextIT extends TextsTest {

    private static final String SERVICE = "+4930123456";
    private static final Pattern WORD = Pattern.compile("word \u2066?([2-9B-Z]{8})");
    /** Seconds after which a claim without its proof is no account's that is about to store it. */
    private static final int LATER = 660;
    private static final String MISSING = "Your text has not arrived yet.";

    @InjectRealm(ref = "other", config = Realms.OtherTexts.class)
    ManagedRealm other;

    private final TextProvider provider = new TextProvider("inbound");

    @BeforeEach
    void usersMaySendTexts() throws IOException {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device")
                .attribute("latchkey.limits.paid-ip-hour", "1000"));
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE));
        TextProvider.keepSecret(realm);
        TextProvider.keepSecret(other);
    }

    private static String body(String from, String text) {
        return "{\"from\": \"" + from + "\", \"text\": \"" + text + "\"}";
    }

    private int arrives(String from, String text) {
        return provider.report(realm, body(from, text));
    }

    /** Types a number and asks to send a text; returns the word of the page. */
    private static String choose(SignIn signIn, String number) {
        signIn.tab().type("phone", number).click("latchkey-phone-own");
        return word(signIn);
    }

    private static String word(SignIn signIn) {
        Matcher word = WORD.matcher(signIn.tab().text());
        assertTrue(word.find(), signIn.tab()::text);
        return word.group(1);
    }

    private static SignIn goOn(SignIn signIn) {
        signIn.tab().click("latchkey-sent-text-continue");
        return signIn;
    }

    private static void assertMissing(SignIn signIn) {
        assertTrue(goOn(signIn).tab().text().contains(MISSING), signIn.tab()::text);
    }

    /** A user who has proven a number by a text. */
    private TestUser sender(String number) {
        TestUser person = person();
        SignIn signIn = enrolment(person);
        assertEquals(204, arrives(digits(number), choose(signIn, number)));
        assertTrue(goOn(signIn).done(), signIn.tab()::text);
        return person;
    }

    @Test
    void aTextOfTheUser_verifiesTheNumber_andCostsNothing() {
        ServerLog log = ServerLog.fromHere();
        String number = number();
        TestUser person = person();
        SignIn signIn = enrolment(person);
        String word = choose(signIn, number);
        assertTrue(signIn.tab().text().contains(SERVICE), signIn.tab()::text);
        assertMissing(signIn);
        assertEquals(word, word(signIn), "the word stays");

        assertEquals(204, arrives(number, "Hello, " + word.toLowerCase(Locale.ROOT) + "!"));
        assertTrue(goOn(signIn).done(), signIn.tab()::text);

        assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
        assertEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        assertEquals(List.of(), gateway.to(digits(number)));
        assertTrue(mail(person, 2).subject().startsWith("New phone number"));
        assertEquals(1, events(person).all().stream().filter(event -> event.getType().equals("UPDATE_CREDENTIAL")
                && "sent_text".equals(event.getDetails().get("latchkey_factor"))).count());
        assertFalse(log.text().contains(digits(number)), "no number in the log");
        signsIn(person);
        assertEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"), "also after a sign-in");
    }

    private void signsIn(TestUser person) {
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
    }

    @Test
    void attack_aSenderCanBeForged_soTheNumberIsNoFactor_andNamesNoAccount() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either", "reset_by_phone",
                "true"));
        String number = number();
        TestUser person = sender(number);

        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        assertFalse(signIn.asksForCode(), signIn.tab()::text);
        SignIn byNumber = SignIn.open(browser().tab(), realm).password(number, TestUser.PASSWORD);
        assertTrue(byNumber.asksForPassword(), byNumber.tab()::text);
        assertEquals(List.of(), gateway.to(digits(number)));
    }

    @Test
    void attack_aTextOfAnotherNumber_orWithAnotherWord_provesNothing() {
        String number = number();
        SignIn signIn = enrolment(person());
        String word = choose(signIn, number);

        assertEquals(204, arrives(digits(number()), word));
        assertEquals(204, arrives(digits(number), "BCDFGHJK"));
        assertEquals(204, arrives("Latchkey", word));

        assertMissing(signIn);
    }

    @Test
    void attack_aTextThatItsProviderHasNotSigned_orOfAnotherRealm_provesNothing() {
        String number = number();
        SignIn signIn = enrolment(person());
        String body = body(digits(number), choose(signIn, number));

        assertEquals(FORBIDDEN, provider.post(provider.to(realm, "http"), body));
        assertEquals(FORBIDDEN, provider.post(provider.signed(realm, SECRET + 'x', now(), body), body));
        assertEquals(FORBIDDEN, provider.post(provider.signed(realm, SECRET, now(), body), body + ' '));
        assertEquals(FORBIDDEN, provider.post(provider.signed(realm, SECRET, now() - 301, body), body));
        assertEquals(FORBIDDEN, provider.post(provider.to(realm, "smpp"), body));
        assertEquals(204, provider.report(other, body), "as of a text that no page waits for");
        assertEquals(204, new TextProvider("receipts").report(realm, body), "it is no receipt");

        assertMissing(signIn);
    }

    @Test
    void aTextWhoseReportIsLost_counts_whenItsProviderRepeatsTheReport() {
        String number = number();
        SignIn signIn = enrolment(person());
        String word = choose(signIn, number);
        server.run(PhonesOnServer.reportedInVain(realm.getName(), digits(number), word));
        assertMissing(signIn);
        assertEquals(word, word(signIn));

        assertEquals(204, arrives(digits(number), word));

        assertTrue(goOn(signIn).done(), signIn.tab()::text);
    }

    @Test
    void attack_aTextThatIsReplayedOrLate_provesNothing() {
        String number = number();
        TestUser person = person();
        SignIn first = enrolment(person);
        String word = choose(first, number);
        assertEquals(204, arrives(digits(number), word));
        assertTrue(goOn(first).done(), first.tab()::text);
        SignIn next = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + ACTION).password(person);
        next.code(newestCode(person, next.reference()));
        choose(next, number());
        assertEquals(204, arrives(digits(number), word));
        assertMissing(next);
        SignIn same = enrolment(person());
        choose(same, number);
        assertEquals(204, arrives(digits(number), word));
        assertMissing(same);

        SignIn late = enrolment(person());
        String another = number();
        String lateWord = choose(late, another);
        time.set(601);
        String body = body(digits(another), lateWord);
        assertEquals(204, provider.post(provider.signed(realm, SECRET, now() + 601, body), body));
        goOn(late);
        assertFalse(late.done(), late.tab()::text);
    }

    @Test
    void attack_aNumberThatAnAccountHolds_isNotTakenBySendingAText_andThePageDoesNotTell() {
        String number = number();
        TestUser owner = withPhone(number);
        TestUser person = person();
        SignIn signIn = enrolment(person);
        String word = choose(signIn, number);
        assertMissing(signIn);
        String before = signIn.tab().text();

        assertEquals(204, arrives(digits(number), word));

        assertMissing(signIn);
        assertEquals(before, signIn.tab().text());
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
        assertTrue(afterPassword(owner).tryAnotherWay(TEXT).asksForCode(), "it is the owner's factor still");

        TestUser sender = sender(number());
        SignIn second = enrolment(person());
        String held = attribute(sender, "phoneNumber").orElseThrow();
        assertEquals(204, arrives(digits(held), choose(second, held)));
        assertMissing(second);
    }

    @Test
    void attack_numberProvenByAText_inAnotherSpellingByAToken_isTakenByACode_andByNoOtherText() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either"));
        String number = number();
        TestUser sender = sender(number);
        HttpResponse<String> stored = Rest.ofApp(realm, sender).send("POST", "/realms/" + realm.getName()
                + "/account/", ("{\"username\":\"%s\",\"firstName\":\"Uma\",\"lastName\":\"User\",\"email\":\"%s\","
                        + "\"attributes\":{\"phoneNumber\":[\"%s\"],\"phoneNumberVerified\":[\"true\"]}}")
                        .formatted(sender.username(), sender.email(), number.replace("+49", "+49 ")));
        assertEquals(204, stored.statusCode(), stored::body);

        SignIn second = enrolment(person());
        assertEquals(204, arrives(digits(number), choose(second, number)));
        assertMissing(second);
        TestUser owner = person();
        SignIn byCode = type(enrolment(owner), number);
        assertTrue(byCode.code(gateway.code(digits(number), 1)).done(), byCode.tab()::text);

        assertTrue(isVerified(owner));
        assertFalse(isVerified(sender));
        Eventually.holds("the account that has lost the number is told", () -> mails(sender).stream()
                .anyMatch(mail -> mail.subject().startsWith("Your phone number no longer belongs")));
    }

    @Test
    void attack_textsFromOneNumberForManyAccountsAtOnce_verifyItForOne() {
        String number = number();
        List<TestUser> people = Stream.generate(this::person).limit(4).toList();
        List<SignIn> signIns = people.stream().map(this::enrolment).toList();
        signIns.forEach(signIn -> assertEquals(204, arrives(digits(number), choose(signIn, number))));

        Burst.of(people.size(), i -> goOn(signIns.get(i)));

        assertEquals(1, people.stream().filter(this::isVerified).count());
        for (int i = 0; i < people.size(); i++) {
            assertEquals(isVerified(people.get(i)), signIns.get(i).done(), signIns.get(i).tab()::text);
        }
    }

    private boolean isVerified(TestUser person) {
        return attribute(person, "phoneNumberVerified").filter("true"::equals).isPresent();
    }

    @Test
    void attack_textFromANumberThatACodeProvesAtTheSameMoment_verifiesItForNoOther() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either"));
        for (int round = 0; round < 3; round++) {
            String number = number();
            TestUser sender = person();
            TestUser owner = person();
            SignIn bySending = enrolment(sender);
            assertEquals(204, arrives(digits(number), choose(bySending, number)));
            SignIn byCode = type(enrolment(owner), number);
            String code = gateway.code(digits(number), 1);

            Burst.of(2, i -> i == 0 ? goOn(bySending) : byCode.code(code));

            assertTrue(isVerified(owner), byCode.tab()::text);
            assertFalse(isVerified(sender), bySending.tab()::text);
        }
    }

    /** An account whose claim to the number is older than a sign-up takes, and whose proof was removed. */
    private TestUser claimant(String number) {
        TestUser person = withPhone(number);
        realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> "latchkey-phone".equals(credential.getType()))
                .forEach(proof -> realm.admin().users().get(person.id()).removeCredential(proof.getId()));
        time.set(LATER);
        return person;
    }

    private int arrivesLater(String number, String word) {
        String body = body(digits(number), word);
        return provider.post(provider.signed(realm, SECRET, now() + LATER, body), body);
    }

    @Test
    void anOlderClaimWithoutItsProof_makesNoNumberUnverifiedThatATextProves_untilItIsProvenAgain() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either"));
        String number = number();
        TestUser earlier = claimant(number);
        TestUser sender = person();
        SignIn sending = enrolment(sender);
        assertEquals(204, arrivesLater(number, choose(sending, number)));
        assertTrue(goOn(sending).done(), sending.tab()::text);

        signsIn(sender);
        assertTrue(isVerified(sender), "after a sign-in");
        assertFalse(isVerified(earlier));

        SignIn proving = type(enrolment(earlier), number);
        assertTrue(proving.code(gateway.code(digits(number), 2)).done(), proving.tab()::text);
        assertTrue(isVerified(earlier));
        assertFalse(isVerified(sender));
    }

    @Test
    void attack_textFromANumberThatItsEarlierAccountProvesAgainAtTheSameMoment_verifiesItForNoOther() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either"));
        for (int round = 0; round < 3; round++) {
            String number = number();
            TestUser earlier = claimant(number);
            TestUser sender = person();
            SignIn bySending = enrolment(sender);
            assertEquals(204, arrivesLater(number, choose(bySending, number)));
            SignIn byCode = type(enrolment(earlier), number);
            String code = gateway.code(digits(number), 2);

            Burst.of(2, i -> i == 0 ? goOn(bySending) : byCode.code(code));

            assertTrue(isVerified(earlier), byCode.tab()::text);
            assertFalse(isVerified(sender), bySending.tab()::text);
            time.set(0);
        }
    }

    @Test
    void attack_accountDisabledWhileTheTextIsOnItsWay_isGivenNoNumber() {
        String number = number();
        TestUser person = person();
        SignIn signIn = enrolment(person);
        assertEquals(204, arrives(digits(number), choose(signIn, number)));
        UserRepresentation account = account(person);
        account.setEnabled(false);
        realm.admin().users().get(person.id()).update(account);

        goOn(signIn);

        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
        assertEquals(1, events(person).refusals("account_unavailable"));
    }

    @Test
    void attack_accountLockedWhileTheTextIsOnItsWay_isGivenNoNumber() {
        realm.updateWithCleanup(update -> {
            update.build().setBruteForceProtected(true);
            update.build().setFailureFactor(5);
            update.build().setWaitIncrementSeconds(900);
            update.build().setMaxFailureWaitSeconds(900);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            return update;
        });
        String number = number();
        TestUser person = person();
        SignIn signIn = enrolment(person);
        assertEquals(204, arrives(digits(number), choose(signIn, number)));
        new Detector(realm, person).lock(browser());

        goOn(signIn);

        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
    }

    /** What proves less than a code must not stand in the way of one. */
    @Test
    void anAccountWithoutAMailbox_provesTheNumberByACodeLater_andNoPasswordAloneSetsAnother() {
        askForPasswordsAlone();
        withoutProfile(() -> {
            String number = number();
            TestUser person = person(user -> user.email(null).emailVerified(false));
            SignIn sending = asked(browser()).password(person);
            assertEquals(204, arrives(digits(number), choose(sending, number)));
            assertTrue(goOn(sending).done(), sending.tab()::text);

            SignIn proving = asked(browser()).password(person);
            assertTrue(asksForNumber(proving), proving.tab()::text);
            assertTrue(asksForNumber(type(proving, number())), proving.tab()::text);
            type(proving, number);
            assertTrue(proving.code(gateway.code(digits(number), 1)).done(), proving.tab()::text);

            SignIn again = asked(browser()).password(person);
            assertFalse(asksForNumber(again), "a number that a code has proven: " + again.tab().text());
        });
    }

    @Test
    void anUnverifiedAddressCountsAsBefore_whereATextNamesNoAccount() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either"));
        String number = number();
        TestUser person = person(user -> user.emailVerified(false));
        SignIn sending = enrolment(person);
        assertEquals(204, arrives(digits(number), choose(sending, number)));
        assertTrue(goOn(sending).done(), sending.tab()::text);

        SignIn proving = type(enrolment(person), number);

        assertTrue(proving.code(gateway.code(digits(number), 1)).done(), proving.tab()::text);
    }

    private void withoutProfile(Runnable test) {
        turn("VERIFY_PROFILE", false);
        try {
            test.run();
        } finally {
            turn("VERIFY_PROFILE", true);
        }
    }

    private void turn(String action, boolean on) {
        RequiredActionProviderRepresentation known = realm.admin().flows().getRequiredAction(action);
        known.setEnabled(on);
        realm.admin().flows().updateRequiredAction(action, known);
    }

    @Test
    void attack_aSentText_replacesNoNumberThatACodeHasProven() {
        String number = number();
        TestUser person = withPhone(number);
        SignIn signIn = enrolment(person);
        assertFalse(signIn.tab().has("latchkey-phone-own"), "not offered");

        String forged = number();
        signIn.tab().post(signIn.tab().formAction(), "phone=" + forged.replace("+", "%2B") + "&own=true");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
    }

    @Test
    void aCodeTakesTheNumberFromASentText_andItsAccountIsTold() {
        policy(Map.of("countries", "DE,AT", "service_number", SERVICE, "identifier", "either"));
        String number = number();
        TestUser sender = sender(number);
        TestUser owner = person();
        SignIn signIn = type(enrolment(owner), number);

        assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);

        assertEquals(Optional.of("false"), attribute(sender, "phoneNumberVerified"));
        Eventually.holds("the account is told", () -> mails(sender).stream()
                .anyMatch(mail -> mail.subject().startsWith("Your phone number no longer belongs")));
        assertTrue(afterPassword(owner).tryAnotherWay(TEXT).asksForCode());
    }

    @Test
    void attack_theNumberOrThePolicyChangedWhileTheTextIsOnItsWay_provesNothing() {
        String first = number();
        String second = number();
        TestUser person = person();
        SignIn signIn = enrolment(person);
        String word = choose(signIn, first);
        signIn.tab().click("latchkey-sent-text-another");
        String next = choose(signIn, second);
        assertEquals(204, arrives(digits(first), word));
        assertEquals(204, arrives(digits(first), next));
        assertMissing(signIn);

        assertEquals(204, arrives(digits(second), next));
        policy(Map.of("countries", "DE,AT"));
        goOn(signIn);
        assertFalse(signIn.done(), signIn.tab()::text);
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
    }

    @Test
    void attack_numbersAskedForByForgedTexts_areLimitedADay() {
        SignIn signIn = enrolment(person());
        for (int i = 0; i < 10; i++) {
            choose(signIn, number());
            signIn.tab().click("latchkey-sent-text-another");
        }

        String next = number();
        signIn.tab().type("phone", next).click("latchkey-phone-own");

        assertTrue(signIn.tab().text().contains("Too many codes were sent."), signIn.tab()::text);
        assertFalse(signIn.tab().has("latchkey-sent-text"));
        signIn.refresh();
        assertTrue(signIn.tab().has("latchkey-phone-form"), signIn.tab()::text);
        assertEquals(List.of(), gateway.to(digits(next)), "no code that was not asked for");
    }

    @Test
    void attack_theProofOfAForgedText_removed_causesNoTextToItsNumber() {
        String number = number();
        TestUser person = sender(number);
        String proof = realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> "latchkey-phone".equals(credential.getType())).findFirst().orElseThrow().getId();

        SignIn remove = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=delete_credential:" + proof)
                .password(person);
        remove.code(newestCode(person, remove.reference()));
        remove.tab().click("kc-accept");
        assertTrue(remove.done(), remove.tab()::text);

        assertEquals(Optional.of("false"), attribute(person, "phoneNumberVerified"));
        Eventually.holds("the mailbox is told", () -> mails(person).stream()
                .anyMatch(mail -> mail.text().contains("set up, changed or removed: Phone number")));
        assertEquals(List.of(), gateway.to(digits(number)));
    }

    @Test
    void whoCannotSend_getsACodeInstead() {
        String number = number();
        SignIn signIn = enrolment(person());
        choose(signIn, number);

        signIn.tab().click("latchkey-sent-text-code");

        assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
    }

    @Test
    void aTextThatAMessageCentreDelivers_verifiesTheNumber() throws Exception {
        try (MessageCentre centre =
                new MessageCentre(ServerSocketFactory.getDefault(), FlowServer.MESSAGE_CENTRE)) {
            String number = number();
            SignIn signIn = enrolment(person());
            String word = choose(signIn, number);
            // binds
            server.fetch(SentText.by("smpp-second", realm.getName(), number(), "0"), String.class);

            centre.text(digits(number), word);

            Eventually.holds("the text is noted", () -> goOn(signIn).done());
        }
    }
}
