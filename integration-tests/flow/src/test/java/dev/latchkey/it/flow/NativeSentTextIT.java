package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Users of apps who prove a telephone number by sending a text, whose sender can be forged. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeSentTextIT extends NativeTest {

    private static final String ACTION = "latchkey-verify-phone";
    private static final String SERVICE = "+4930123456";
    private static final Map<String, String> POLICY = Map.of("countries", "DE,AT", "service_number", SERVICE);
    private static final Map<String, String> ASKS = Map.of("sent_text", "true");
    private static final int BUCKETS_ARE_FULL_AGAIN = 7_200;

    @InjectRealm(config = Realms.NativeDetector.class)
    ManagedRealm realm;

    @InjectRealm(ref = "too", config = Realms.NativeToo.class)
    ManagedRealm tooRealm;

    private final TextProvider provider = new TextProvider("inbound");
    private MessageService gateway;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void start() throws IOException {
        gateway = new MessageService(FlowServer.PAGER);
        RequiredActions actions = new RequiredActions(realm);
        actions.register(VerifyEmail.ACTION);
        actions.register(ACTION);
        actions.configure(ACTION, POLICY);
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(profile);
        TextProvider.keepSecret(realm);
        TextProvider.keepSecret(tooRealm);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String number() {
        return TelephoneNumbers.next("0043");
    }

    private static String digits(String number) {
        return number.substring(1);
    }

    private static String body(String from, String text) {
        return "{\"from\": \"" + from + "\", \"text\": \"" + text + "\"}";
    }

    private void arrives(String from, String text) {
        assertEquals(204, provider.report(realm, body(digits(from), text)));
    }

    /** Up to the question for the number. */
    private NativeApp.Answer asked(NativeApp app, TestUser person) {
        NativeApp.Answer begun = app.begin(person, Map.of("kc_action", ACTION));
        NativeApp.Answer asked = app.otp(begun, code(person, begun));
        assertTrue(asksForNumber(asked), asked::toString);
        return asked;
    }

    private static boolean asksForNumber(NativeApp.Answer answer) {
        return answer.error().equals("insufficient_authorization")
                && answer.json().path("phone_number_required").asBoolean();
    }

    private static NativeApp.Answer sends(NativeApp app, NativeApp.Answer before, String number) {
        return app.next(before, Map.of("phone_number", number, "sent_text", "true"));
    }

    /** Up to the word of the text. */
    private NativeApp.Answer waits(NativeApp app, TestUser person, String number) {
        NativeApp.Answer waits = sends(app, asked(app, person), number);
        assertWaits(waits);
        return waits;
    }

    private static void assertWaits(NativeApp.Answer answer) {
        assertEquals(403, answer.status(), answer::toString);
        assertEquals("insufficient_authorization", answer.error(), answer::toString);
        assertTrue(answer.json().path("sent_text_required").asBoolean(), answer::toString);
        assertEquals(SERVICE, answer.json().path("service_number").asText(), answer::toString);
        assertEquals(ACTION, answer.json().path("kc_action").asText(), answer::toString);
    }

    private static String word(NativeApp.Answer answer) {
        assertWaits(answer);
        return answer.json().path("word").asText();
    }

    private static String problem(NativeApp.Answer answer) {
        return answer.json().path("sent_text_error").asText();
    }

    private static void assertMissing(NativeApp.Answer answer) {
        assertWaits(answer);
        assertEquals("missing", problem(answer), answer::toString);
    }

    private static void assertError(int status, String error, NativeApp.Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertEquals(error, answer.error(), answer::toString);
    }

    private UserRepresentation account(TestUser person) {
        return realm.admin().users().get(person.id()).toRepresentation();
    }

    private Optional<String> attribute(TestUser person, String name) {
        return Optional.ofNullable(account(person).getAttributes()).map(attributes -> attributes.get(name))
                .map(values -> values.get(0));
    }

    private boolean isVerified(TestUser person) {
        return attribute(person, "phoneNumberVerified").filter("true"::equals).isPresent();
    }

    private void assertNoNumber(TestUser person) {
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
        assertTrue(realm.admin().users().get(person.id()).credentials().stream()
                .noneMatch(credential -> "latchkey-phone".equals(credential.getType())));
    }

    /** A user who has proven a number by a text. */
    private TestUser sender(String number) {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));
        NativeApp.Answer done = app.next(waits, ASKS);
        assertTrue(done.done(), done::toString);
        return person;
    }

    /** A user who has proven a number by a code. */
    private TestUser withPhone(String number) {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer done = app.otp(app.next(asked(app, person), Map.of("phone_number", number)),
                gateway.code(digits(number), 1));
        assertTrue(done.done(), done::toString);
        return person;
    }

    @Test
    void aTextOfTheUser_verifiesTheNumberInAnApp_andCostsNothing() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        ServerLog log = ServerLog.fromHere();
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        assertTrue(asked.json().path("sent_text_offered").asBoolean(), asked::toString);

        NativeApp.Answer waits = sends(app, asked, number.replace("+49", "+49 "));
        NativeApp.Answer still = app.next(waits, ASKS);
        assertMissing(still);
        assertEquals(word(waits), word(still), "the word stays");
        NativeApp.Answer state = app.next(still, Map.of());
        assertEquals("", problem(state), state::toString);
        arrives(number, "Hello, " + word(waits) + "!");
        assertWaits(app.next(state, Map.of()));
        assertNoNumber(person);
        NativeApp.Answer done = app.next(state, ASKS);

        assertTrue(done.done(), done::toString);
        assertEquals("success", done.json().path("kc_action_status").asText());
        assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
        assertTrue(isVerified(person));
        assertEquals(List.of(), gateway.to(digits(number)));
        Eventually.holds("the mailbox is told", () -> mails(person).stream()
                .anyMatch(mail -> mail.subject().startsWith("New phone number")));
        assertEquals(1, events(person).all().stream().filter(event -> event.getType().equals("UPDATE_CREDENTIAL")
                && "sent_text".equals(event.getDetails().get("latchkey_factor"))).count());
        assertFalse(log.text().contains(digits(number)), "no number in the log");
        assertEquals(person.username(), app.redeem(done).idToken().get("preferred_username").asText());
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    @Test
    void anAdministratorsDemand_isMetByAText() {
        TestUser person = person(user -> user.requiredActions(ACTION));
        String number = number();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);
        NativeApp.Answer waits = sends(app, app.otp(begun, code(person, begun)), number);
        arrives(number, word(waits));

        NativeApp.Answer done = app.next(waits, ASKS);

        assertTrue(done.done(), done::toString);
        assertFalse(done.json().has("kc_action_status"), done::toString);
        assertEquals(List.of(), account(person).getRequiredActions());
        assertTrue(isVerified(person));
    }

    @Test
    void whoCannotSend_getsACodeInstead() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);

        NativeApp.Answer texted = app.next(waits, Map.of("phone_number", number));
        assertTrue(texted.asksForCode(), texted::toString);
        arrives(number, word(waits));
        NativeApp.Answer still = app.next(texted, ASKS);
        assertTrue(still.asksForCode(), still::toString);

        assertTrue(app.otp(still, gateway.code(digits(number), 1)).done());
        assertTrue(isVerified(person));
    }

    @Test
    void whereNoTextIsTaken_theAppIsTold_andNoCodeIsSent() {
        new RequiredActions(realm).configure(ACTION, Map.of("countries", "DE,AT"));
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person());
        assertFalse(asked.json().has("sent_text_offered"), asked::toString);

        NativeApp.Answer refused = sends(app, asked, number());

        assertTrue(asksForNumber(refused), refused::toString);
        assertEquals("not_offered", problem(refused), refused::toString);
        NativeApp.Answer still = app.next(refused, Map.of());
        assertTrue(asksForNumber(still), still::toString);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_aSenderCanBeForged_soTheNumberProvenInAnApp_isNoFactor() {
        String number = number();
        TestUser person = sender(number);

        assertTrue(realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> "latchkey-phone".equals(credential.getType()))
                .allMatch(credential -> credential.getCredentialData().startsWith("{\"sent\":\"")));
        // as that of an account without a number: a code by another account takes it
        TestUser owner = withPhone(number);
        assertTrue(isVerified(owner));
        NativeApp app = app();
        NativeApp.Answer again = asked(app, owner);
        assertFalse(again.json().has("sent_text_offered"), again::toString);
    }

    @Test
    void attack_aTextOfAnotherNumber_orWithAnotherWord_orOfAnotherRealm_provesNothingInAnApp() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        String body = body(digits(number), word(waits));

        arrives(number(), word(waits));
        arrives(number, "BCDFGHJK");
        assertEquals(TextProvider.FORBIDDEN, provider.post(provider.to(realm, "http"), body));
        assertEquals(204, provider.report(tooRealm, body));

        assertMissing(app.next(waits, ASKS));
        assertNoNumber(person);
    }

    @Test
    void attack_aTextThatIsReplayedOrLate_provesNothingInAnApp() {
        String number = number();
        TestUser person = person();
        NativeApp first = app();
        NativeApp.Answer waits = waits(first, person, number);
        arrives(number, word(waits));
        assertTrue(first.next(waits, ASKS).done());
        assertError(400, "invalid_session", first.next(waits, ASKS));
        NativeApp app = app();
        NativeApp.Answer next = waits(app, person, number());
        arrives(number, word(waits));
        assertMissing(app.next(next, ASKS));

        String late = number();
        NativeApp.Answer old = waits(app, person(), late);
        time.set(601);
        String body = body(digits(late), word(old));
        assertEquals(204, provider.post(provider.signed(realm, TextProvider.SECRET, TextProvider.now() + 601, body),
                body));
        NativeApp.Answer missing = app.next(old, ASKS);
        assertMissing(missing);
        assertFalse(word(missing).equals(word(old)), "a new word");
    }

    @Test
    void attack_wordOfAnotherSignInOrUser_provesNothing() {
        String number = number();
        TestUser person = person();
        TestUser thief = person();
        NativeApp app = app();
        NativeApp other = app();
        NativeApp.Answer ofThief = waits(other, thief, number);
        NativeApp.Answer waits = waits(app, person, number);

        arrives(number, word(waits));

        assertMissing(other.next(ofThief, ASKS));
        assertNoNumber(thief);
        assertTrue(app.next(waits, ASKS).done());
        assertTrue(isVerified(person));
    }

    @Test
    void attack_signInThatWaitsForAText_ofAnotherClient_key_orRealm() {
        TestUser person = person();
        String number = number();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));

        for (NativeApp other : List.of(new NativeApp(realm, Realms.OTHER_NATIVE), app(), app().with(new DPoPKey()),
                new NativeApp(tooRealm, Realms.NATIVE))) {
            assertError(400, "invalid_session", other.next(waits, ASKS));
        }
        assertNoNumber(person);
        assertTrue(app.next(waits, ASKS).done());
    }

    @Test
    void attack_aNumberThatAnAccountHolds_isNotTakenByATextInAnApp_andTheAppIsNotTold() {
        String byCode = number();
        String byText = number();
        TestUser owner = withPhone(byCode);
        TestUser sender = sender(byText);
        NativeApp app = app();
        for (String held : List.of(byCode, byText)) {
            TestUser person = person();
            NativeApp.Answer waits = waits(app, person, held);
            NativeApp.Answer before = app.next(waits, ASKS);
            assertMissing(before);
            arrives(held, word(waits));

            NativeApp.Answer after = app.next(waits, ASKS);

            assertMissing(after);
            assertEquals(told(before), told(after));
            assertNoNumber(person);
        }
        assertTrue(isVerified(owner));
        assertTrue(isVerified(sender));
    }

    private static Map<String, JsonNode> told(NativeApp.Answer answer) {
        Map<String, JsonNode> told = new TreeMap<>();
        answer.json().properties().forEach(member -> told.put(member.getKey(), member.getValue()));
        return told;
    }

    @Test
    void attack_aText_replacesNoNumberThatACodeHasProven_inAnApp() {
        String number = number();
        TestUser person = withPhone(number);
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        assertFalse(asked.json().has("sent_text_offered"), asked::toString);

        NativeApp.Answer refused = sends(app, asked, number());

        assertEquals("not_offered", problem(refused), refused::toString);
        assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
    }

    /** The code is entered in another sign-in of the same account, while the text is on its way. */
    @Test
    void attack_aText_replacesNoNumberThatACodeProvesMeanwhile_inAnApp() {
        TestUser person = person();
        String forged = number();
        String number = number();
        NativeApp sending = app();
        NativeApp.Answer waits = waits(sending, person, forged);
        arrives(forged, word(waits));
        NativeApp app = app();
        assertTrue(app.otp(app.next(asked(app, person), Map.of("phone_number", number)),
                gateway.code(digits(number), 1)).done());

        NativeApp.Answer refused = sending.next(waits, ASKS);

        assertEquals("not_offered", problem(refused), refused::toString);
        assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
    }

    @Test
    void attack_aTextAndACode_ofTwoSignInsOfOneAccountAtOnce_leaveTheNumberOfTheCode() {
        for (int round = 0; round < 4; round++) {
            TestUser person = person();
            String forged = number();
            String number = number();
            NativeApp sending = app();
            NativeApp.Answer waits = waits(sending, person, forged);
            arrives(forged, word(waits));
            NativeApp proving = app();
            NativeApp.Answer texted = proving.next(asked(proving, person), Map.of("phone_number", number));
            String code = gateway.code(digits(number), 1);

            Burst.of(2, i -> i == 0 ? sending.next(waits, ASKS) : proving.otp(texted, code));

            // the code may be refused where the text was first; then the account has what the text has proven
            List<String> numbers = account(person).getAttributes().get("phoneNumber");
            assertEquals(1, numbers.size(), numbers::toString);
            boolean byCode = realm.admin().users().get(person.id()).credentials().stream()
                    .filter(credential -> "latchkey-phone".equals(credential.getType()))
                    .noneMatch(credential -> credential.getCredentialData().startsWith("{\"sent\":\""));
            assertEquals(byCode ? number : forged, numbers.get(0));
        }
    }

    @Test
    void attack_textsFromOneNumberForManyAccountsOfAppsAtOnce_verifyItForOne() {
        String number = number();
        List<TestUser> people = Stream.generate(this::person).limit(4).toList();
        List<NativeApp> apps = people.stream().map(person -> app()).toList();
        List<NativeApp.Answer> waits = Stream.iterate(0, i -> i + 1).limit(people.size())
                .map(i -> waits(apps.get(i), people.get(i), number)).toList();
        waits.forEach(answer -> arrives(number, word(answer)));

        List<NativeApp.Answer> answers = Burst.of(people.size(), i -> apps.get(i).next(waits.get(i), ASKS));

        assertEquals(1, answers.stream().filter(NativeApp.Answer::done).count(), answers::toString);
        assertEquals(1, people.stream().filter(this::isVerified).count());
        assertTrue(answers.stream().allMatch(answer -> answer.status() < 500), answers::toString);
    }

    @Test
    void attack_oneTextAskedForManyTimesAtOnce_opensOneSession() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));

        List<NativeApp.Answer> answers = Burst.of(8, i -> app.next(waits, ASKS));

        assertEquals(1, answers.stream().filter(NativeApp.Answer::done).count(), answers::toString);
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
        assertTrue(isVerified(person));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no service number", "no country", "another country", "action off"})
    void attack_thePolicyChangedWhileTheTextIsOnItsWay_provesNothingInAnApp(String change) {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));
        RequiredActions actions = new RequiredActions(realm);
        switch (change) {
            case "no service number" -> actions.configure(ACTION, Map.of("countries", "DE,AT"));
            case "no country" -> actions.configure(ACTION, Map.of("service_number", SERVICE));
            case "another country" -> actions.configure(ACTION, Map.of("countries", "AT", "service_number", SERVICE));
            default -> actions.turn(ACTION, false);
        }

        NativeApp.Answer answer = app.next(waits, ASKS);

        assertNoNumber(person);
        if (answer.done()) {
            assertEquals("error", answer.json().path("kc_action_status").asText(), answer::toString);
        } else {
            assertTrue(asksForNumber(answer), answer::toString);
        }
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_theNumberChangedWhileTheTextIsOnItsWay_provesNothingInAnApp() {
        String first = number();
        String second = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, first);
        NativeApp.Answer next = sends(app, waits, second);

        arrives(first, word(waits));
        arrives(first, word(next));

        assertMissing(app.next(next, ASKS));
        assertNoNumber(person);
        arrives(second, word(next));
        assertTrue(app.next(next, ASKS).done());
        assertEquals(Optional.of(second), attribute(person, "phoneNumber"));
    }

    @Test
    void attack_accountDisabledWhileTheTextIsOnItsWay_isGivenNoNumberInAnApp() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));
        UserRepresentation account = account(person);
        account.setEnabled(false);
        realm.admin().users().get(person.id()).update(account);

        assertFalse(app.next(waits, ASKS).done());

        account.setEnabled(true);
        realm.admin().users().get(person.id()).update(account);
        assertError(400, "invalid_session", app.next(waits, ASKS));
        assertNoNumber(person);
    }

    @Test
    void attack_accountLockedWhileTheTextIsOnItsWay_isGivenNoNumberInAnApp() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));
        for (int failure = 1; failure <= 5; failure++) {
            app().begin(person, Map.of("password", "not the password"));
            detector(person).await(failure);
        }

        assertError(403, "access_denied", app.next(waits, ASKS));

        assertNoNumber(person);
    }

    @Test
    void attack_everySignInEndedWhileTheTextIsOnItsWay_endsThatOfTheApp() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        arrives(number, word(waits));

        realm.admin().users().get(person.id()).logout();

        assertError(400, "invalid_grant", app.next(waits, ASKS));
        assertNoNumber(person);
    }

    @Test
    void attack_signInThatWaitsForAText_isNotKeptAliveByRequests() {
        String number = number();
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = waits(app, person, number);
        time.set(1_200);
        assertWaits(app.next(waits, ASKS));
        time.set(2_400);

        assertError(400, "invalid_session", app.next(waits, ASKS));
        assertNoNumber(person);
    }

    @Test
    void attack_numbersAskedForByForgedTexts_areLimitedADay_inAnApp() {
        time.set(BUCKETS_ARE_FULL_AGAIN);
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.paid-user-day", "2"));
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer waits = sends(app, waits(app, person, number()), number());
        assertWaits(waits);
        String third = number();

        NativeApp.Answer refused = sends(app, waits, third);

        assertEquals(429, refused.status(), refused::toString);
        assertTrue(asksForNumber(refused), refused::toString);
        assertEquals("too_many_mails", problem(refused), refused::toString);
        assertTrue(refused.response().headers().firstValue("Retry-After").isPresent());
        NativeApp.Answer still = app.next(refused, ASKS);
        assertTrue(asksForNumber(still), still::toString);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_textBeforeTheFactors_orOfASignInThatHasProvenAPasswordAlone_isNotRead() {
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person,
                Map.of("kc_action", ACTION, "phone_number", number, "sent_text", "true"));
        assertTrue(begun.asksForCode(), begun::toString);

        NativeApp.Answer asked = app.next(begun,
                Map.of("otp", code(person, begun), "phone_number", number, "sent_text", "true"));

        assertTrue(asksForNumber(asked), asked::toString);
        String device = trusted(app(), person);
        NativeApp again = app();
        NativeApp.Answer mailbox = again.begin(person, Map.of("kc_action", ACTION, "auth_session", device));
        assertTrue(mailbox.asksForCode(), mailbox::toString);
        assertEquals(VerifyEmail.ACTION, mailbox.json().path("kc_action").asText(), mailbox::toString);
        NativeApp.Answer still = sends(again, mailbox, number);
        assertTrue(still.asksForCode(), still::toString);
        assertFalse(still.json().has("word"), still::toString);
    }
}
