package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Users of apps who set a telephone number, or replace it, in a sign-in without a browser. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeNumberIT extends NativeTest {

    private static final String ACTION = "latchkey-verify-phone";
    private static final int BUCKETS_ARE_FULL_AGAIN = 7_200;

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @InjectRealm(ref = "too", config = Realms.NativeToo.class)
    ManagedRealm tooRealm;

    private MessageService gateway;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void start() {
        gateway = new MessageService(FlowServer.PAGER);
        RequiredActions actions = new RequiredActions(realm);
        actions.register(VerifyEmail.ACTION);
        actions.register(ACTION);
        actions.configure(ACTION, Map.of("countries", "DE,AT"));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(profile);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String number() {
        return TelephoneNumbers.next("0042");
    }

    private static String digits(String number) {
        return number.substring(1);
    }

    /** The first request of an app that has its user set a number, up to the code of the second factor. */
    private static NativeApp.Answer begin(NativeApp app, TestUser person) {
        return app.begin(person, Map.of("kc_action", ACTION));
    }

    /** Up to the question for the number. */
    private NativeApp.Answer asked(NativeApp app, TestUser person) {
        NativeApp.Answer begun = begin(app, person);
        NativeApp.Answer asked = app.otp(begun, code(person, begun));
        assertTrue(asksForNumber(asked), asked::toString);
        return asked;
    }

    private static boolean asksForNumber(NativeApp.Answer answer) {
        return answer.status() == 403 && answer.error().equals("insufficient_authorization")
                && answer.json().path("phone_number_required").asBoolean()
                && answer.json().path("kc_action").asText().equals(ACTION);
    }

    private static NativeApp.Answer type(NativeApp app, NativeApp.Answer before, String number) {
        return app.next(before, Map.of("phone_number", number));
    }

    private static String status(NativeApp.Answer answer) {
        return answer.json().path("kc_action_status").asText();
    }

    private static void assertError(int status, String error, NativeApp.Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertEquals(error, answer.error(), answer::toString);
    }

    private Optional<String> attribute(TestUser person, String name) {
        return Optional.ofNullable(account(person).getAttributes()).map(attributes -> attributes.get(name))
                .map(values -> values.get(0));
    }

    private UserRepresentation account(TestUser person) {
        return realm.admin().users().get(person.id()).toRepresentation();
    }

    private void assertProven(TestUser person, String number) {
        assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
        assertEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        assertEquals(1, realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> "latchkey-phone".equals(credential.getType())).count());
    }

    private void assertNoNumber(TestUser person) {
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
        assertTrue(realm.admin().users().get(person.id()).credentials().stream()
                .noneMatch(credential -> "latchkey-phone".equals(credential.getType())));
    }

    /** A user who has proven a number in the app. */
    private TestUser withPhone(String number) {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer done = app.otp(type(app, asked(app, person), number), gateway.code(digits(number), 1));
        assertTrue(done.done(), done::toString);
        return person;
    }

    @Test
    void anAppSetsTheNumberOfItsUser_andIsSignedIn() {
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        assertEquals(0, gateway.all());

        NativeApp.Answer texted = type(app, asked, number.replace("+49", "+49 "));

        assertTrue(texted.asksForCode(), texted::toString);
        assertEquals("+49 ••• 42", texted.json().path("masked_phone").asText(), texted::toString);
        assertEquals(ACTION, texted.json().path("kc_action").asText(), texted::toString);
        assertNoNumber(person);
        NativeApp.Answer done = app.otp(texted, gateway.code(digits(number), 1));
        assertTrue(done.done(), done::toString);
        assertEquals("success", status(done));
        assertProven(person, number);
        assertEquals(person.username(), app.redeem(done).idToken().get("preferred_username").asText());
        assertEquals(1, events(person).count("LOGIN"));
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    @Test
    void anAppReplacesTheNumber_andTheOldNumberAndTheMailboxAreTold() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        String old = number();
        TestUser person = withPhone(old);
        String next = number();
        NativeApp app = app();
        NativeApp.Answer texted = type(app, asked(app, person), next);
        assertEquals(1, gateway.to(digits(old)).size(), "not before the proof");

        NativeApp.Answer done = app.otp(texted, gateway.code(digits(next), 1));

        assertTrue(done.done(), done::toString);
        assertProven(person, next);
        Eventually.holds("the old number is told", () -> gateway.to(digits(old)).size() == 2);
        String told = gateway.to(digits(old)).get(1);
        assertTrue(told.contains("New phone number for your account with Test & Co"), told);
        assertFalse(told.contains(digits(next)), told);
        Eventually.holds("the mailbox is told twice", () -> mails(person).stream()
                .filter(mail -> mail.subject().startsWith("New phone number")).count() == 2);
    }

    /** One after the other they may replace it: each sign-in has passed a code by mail. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void attack_severalFirstNumbersAtOnce_giveTheAccountOne(int atOnce) {
        TestUser person = person();
        Map<NativeApp, NativeApp.Answer> texted = new LinkedHashMap<>();
        Map<NativeApp, String> numbers = new HashMap<>();
        for (int i = 0; i < atOnce; i++) {
            NativeApp app = app();
            numbers.put(app, number());
            texted.put(app, type(app, asked(app, person), numbers.get(app)));
        }

        List<NativeApp.Answer> answers = texted.entrySet().parallelStream().map(entry -> entry.getKey().otp(
                entry.getValue(), gateway.code(digits(numbers.get(entry.getKey())), 1))).toList();

        assertTrue(answers.stream().anyMatch(NativeApp.Answer::done), answers::toString);
        assertTrue(answers.stream().allMatch(answer -> answer.status() < 500), answers::toString);
        assertEquals(1, account(person).getAttributes().get("phoneNumber").size(), () -> "" + account(person)
                .getAttributes());
        assertProven(person, attribute(person, "phoneNumber").orElseThrow());
    }

    @Test
    void theUserTypesAnotherNumber_andAsksForAnotherText() {
        TestUser person = person();
        String mistyped = number();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer texted = type(app, type(app, asked(app, person), mistyped), number);
        String first = gateway.code(digits(number), 1);

        NativeApp.Answer tooSoon = app.next(texted, Map.of("resend", "true"));
        assertEquals("cooling_down", tooSoon.json().path("otp_error").asText(), tooSoon::toString);
        NativeApp.Answer ofMistyped = app.otp(tooSoon, gateway.code(digits(mistyped), 1));
        assertEquals("wrong", ofMistyped.json().path("otp_error").asText(), ofMistyped::toString);
        NativeApp.Answer done = app.otp(ofMistyped, first);

        assertTrue(done.done(), done::toString);
        assertProven(person, number);
    }

    @Test
    void anAdministratorsDemand_isMetInTheApp() {
        TestUser person = person(user -> user.requiredActions(ACTION));
        String number = number();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);
        NativeApp.Answer asked = app.otp(begun, code(person, begun));
        assertTrue(asksForNumber(asked), asked::toString);

        NativeApp.Answer done = app.otp(type(app, asked, number), gateway.code(digits(number), 1));

        assertTrue(done.done(), done::toString);
        assertEquals("", status(done), "the app has asked for nothing");
        assertEquals(List.of(), account(person).getRequiredActions());
        assertProven(person, number);
    }

    @Test
    void whereAnotherActionIsDue_noNumberIsAskedForInVain() {
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD"));
        NativeApp app = app();
        NativeApp.Answer begun = begin(app, person);

        assertError(403, "redirect_to_web", app.otp(begun, code(person, begun)));
    }

    @Test
    void whereNoTextCanBeSent_theSignInGoesOn_andTheAppIsTold() {
        new RequiredActions(realm).configure(ACTION, Map.of());
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer begun = begin(app, person);

        NativeApp.Answer done = app.otp(begun, code(person, begun));

        assertTrue(done.done(), done::toString);
        assertEquals("error", status(done));
    }

    @Test
    void anotherActionOfKeycloaks_isForThePage() {
        assertError(403, "redirect_to_web", app().begin(person(), Map.of("kc_action", "UPDATE_PASSWORD")));
    }

    @Test
    void aDeviceThatIsTrustedInTheSameSignIn_isTrustedOnce() {
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer begun = begin(app, person);
        NativeApp.Answer asked = app.otpAndTrust(begun, code(person, begun));

        NativeApp.Answer done = app.otp(type(app, asked, number), gateway.code(digits(number), 1));

        String device = app.redeem(done).authSession().orElseThrow(() -> new AssertionError("no device: " + done));
        assertTrue(app().begin(person, Map.of("auth_session", device)).done(), "no code is asked for");
        assertEquals(1, realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> "latchkey-trusted-device".equals(credential.getType())).count());
    }

    @Test
    void attack_numberInAnApp_afterAPasswordAlone_isAskedForOnceTheMailboxIsProven() {
        TestUser person = person();
        String device = trusted(app(), person);

        NativeApp.Answer mailbox = app().begin(person, Map.of("kc_action", ACTION, "auth_session", device));
        assertTrue(mailbox.asksForCode(), mailbox::toString);
        assertEquals(VerifyEmail.ACTION, mailbox.json().path("kc_action").asText(), mailbox::toString);
        assertTrue(type(app(), mailbox, number()).asksForCode(), "no number before that");

        TestUser second = person();
        String another = trusted(app(), second);
        NativeApp.Answer fresh = app().begin(second,
                Map.of("kc_action", ACTION, "auth_session", another, "prompt", "login"));
        assertTrue(fresh.asksForCode(), fresh::toString);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_numberInAnApp_afterAPasswordAlone_ofAnAccountWithAnAuthenticatorApp_isNotAskedFor() {
        TestUser person = person();
        String device = trusted(app(), person);
        UserRepresentation account = account(person);
        account.setCredentials(List.of(authenticatorApp()));
        account.setRequiredActions(List.of(ACTION));
        realm.admin().users().get(person.id()).update(account);

        NativeApp.Answer done = app().begin(person, Map.of("kc_action", ACTION, "auth_session", device));

        assertTrue(done.done(), done::toString);
        assertEquals("error", status(done));
        assertEquals(List.of(ACTION), account(person).getRequiredActions(), "the demand waits");
        assertEquals(0, gateway.all());
    }

    private static CredentialRepresentation authenticatorApp() {
        CredentialRepresentation app = new CredentialRepresentation();
        app.setType("otp");
        app.setSecretData("{\"value\":\"DJmQfC73VGFhw7D4QJ8A\"}");
        app.setCredentialData("{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,"
                + "\"algorithm\":\"HmacSHA1\"}");
        return app;
    }

    @Test
    void attack_numberSentBeforeTheFactors_isNotRead() {
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person, Map.of("kc_action", ACTION, "phone_number", number));
        assertFalse(begun.json().has("phone_number_required"), begun::toString);
        NativeApp.Answer still = type(app, begun, number);
        assertFalse(still.json().has("phone_number_required"), still::toString);

        NativeApp.Answer asked = app.next(still, Map.of("otp", code(person, begun), "phone_number", number));

        assertTrue(asksForNumber(asked), asked::toString);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_numberTypedWhereNoActionWasAskedFor_isNotRead() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);

        NativeApp.Answer done = app.next(begun, Map.of("otp", code(person, begun), "phone_number", number(),
                "kc_action", ACTION));

        assertTrue(done.done(), done::toString);
        assertNoNumber(person);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_accessToken_fresh_orOld_setsNoNumber() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);
        String token = app.redeem(app.otp(begun, code(person, begun))).json().path("access_token").asText();
        Map<String, String> fields = new HashMap<>(app.request(person, Map.of("client_id", Realms.NATIVE,
                "kc_action", ACTION, "phone_number", number(), "access_token", token)));
        fields.remove("password");
        fields.remove("username");

        for (int i = 0; i < 2; i++) {
            NativeApp.Answer refused = new NativeApp.Answer(Rest.post("/realms/" + realm.getName()
                    + "/latchkey-otp/authorize-challenge", Rest.encode(fields),
                    Map.of("Authorization", "Bearer " + token)));
            assertFalse(refused.done(), refused::toString);
            assertFalse(asksForNumber(refused), refused::toString);
            time.set(BUCKETS_ARE_FULL_AGAIN);
        }
        assertNoNumber(person);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_signInThatWaitsForANumber_ofAnotherClient_key_orRealm() {
        TestUser person = person();
        String number = number();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer asked = asked(app, person);
        NativeApp.Answer texted = type(app, asked, number);
        String code = gateway.code(digits(number), 1);

        for (NativeApp other : List.of(new NativeApp(realm, Realms.OTHER_NATIVE), app(), app().with(new DPoPKey()),
                new NativeApp(tooRealm, Realms.NATIVE))) {
            assertError(400, "invalid_session", other.otp(texted, code));
            assertError(400, "invalid_session", type(other, texted, number()));
        }
        assertEquals(1, gateway.all());
        NativeApp.Answer done = app.otp(texted, code);
        assertTrue(done.done(), done::toString);
        assertProven(person, number);
    }

    @Test
    void attack_codeOfAnotherSignInToTheSameNumber_orOfTheMailbox_provesNoNumber() {
        TestUser person = person();
        String number = number();
        NativeApp first = app();
        NativeApp.Answer begun = begin(first, person);
        String mailed = code(person, begun);
        NativeApp.Answer texted = type(first, first.otp(begun, mailed), number);
        String code = gateway.code(digits(number), 1);
        TestUser thief = person();
        NativeApp second = app();
        NativeApp.Answer ofThief = type(second, asked(second, thief), number);

        assertEquals("wrong", second.otp(ofThief, code).json().path("otp_error").asText());
        assertEquals("wrong", first.otp(texted, mailed).json().path("otp_error").asText());
        assertNoNumber(thief);
        assertTrue(first.otp(texted, code).done());
    }

    @Test
    void attack_numberOfAnotherAccount_inAnApp_isAnsweredAsAnyOther() {
        String held = number();
        withPhone(held);
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);

        NativeApp.Answer toHeld = type(app, asked, held);
        NativeApp.Answer toFree = type(app, toHeld, number());

        assertEquals(told(toFree), told(toHeld));
        assertEquals(toFree.status(), toHeld.status());
    }

    private static Map<String, JsonNode> told(NativeApp.Answer answer) {
        Map<String, JsonNode> told = new TreeMap<>();
        answer.json().properties().forEach(member -> told.put(member.getKey(), member.getValue()));
        for (String chance : Set.of("reference", "expires_in", "resend_in")) {
            assertTrue(told.containsKey(chance), answer::toString);
            told.remove(chance);
        }
        // what has become of the text by then
        told.remove("delivery");
        return told;
    }

    @ParameterizedTest
    @ValueSource(strings = {"+491806123456", "+4930123456", "+14155550123", "", "x"})
    void attack_numberToWhichNoTextIsSent_inAnApp_getsOneAnswer(String number) {
        NativeApp app = app();
        NativeApp.Answer refused = type(app, asked(app, person()), number);

        assertTrue(asksForNumber(refused), refused::toString);
        assertEquals("refused", refused.json().path("phone_number_error").asText(), refused::toString);
        assertEquals(0, gateway.all());
        NativeApp.Answer still = app.otp(refused, "000000");
        assertTrue(asksForNumber(still), still::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid-user-day", "paid-client-hour", "paid-realm-hour", "paid-ip-hour"})
    void attack_pumpingByTheNumbersOfAnApp_isStoppedByTheLimitsOfThePage(String limit) {
        time.set(BUCKETS_ARE_FULL_AGAIN);
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits." + limit, "1"));
        NativeApp app = app();
        NativeApp.Answer first = type(app, asked(app, person()), number());
        assertTrue(first.asksForCode(), first::toString);
        String second = number();

        NativeApp.Answer refused = type(app, limit.equals("paid-user-day") ? first : asked(app, person()), second);

        assertEquals(429, refused.status(), refused::toString);
        assertEquals("too_many_mails", refused.json().path("otp_error").asText(), refused::toString);
        assertEquals(0, gateway.to(digits(second)).size());
    }

    @Test
    void attack_wrongCodesToANumber_inAnApp_areCounted_andLockNoSecondFactor() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-daily", "2"));
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer texted = type(app, asked(app, person), number);
        String code = gateway.code(digits(number), 1);

        app.otp(texted, wrong(code));
        app.otp(texted, wrong(code));
        NativeApp.Answer refused = app.otp(texted, code);

        assertEquals("codes_spent", refused.json().path("otp_error").asText(), refused::toString);
        assertNoNumber(person);
        assertTrue(signIn(app(), person).done(), "the second factor is not locked");
    }

    @Test
    void attack_rightCodesToANumber_inParallel_setItOnce_andOpenOneSession() throws Exception {
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer texted = type(app, asked(app, person), number);
        String code = gateway.code(digits(number), 1);
        int many = 12;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(many);
        try {
            Callable<NativeApp.Answer> send = () -> {
                start.await();
                return app.otp(texted, code);
            };
            List<Future<NativeApp.Answer>> answers = IntStream.range(0, many).mapToObj(i -> pool.submit(send)).toList();
            start.countDown();
            int done = 0;
            for (Future<NativeApp.Answer> answer : answers) {
                done += answer.get().done() ? 1 : 0;
            }
            assertEquals(1, done);
        } finally {
            pool.shutdownNow();
        }
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
        assertProven(person, number);
    }

    @Test
    void attack_accountDisabledWhileANumberIsAskedFor_inAnApp_endsTheSignIn() {
        TestUser person = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer texted = type(app, asked(app, person), number);
        String code = gateway.code(digits(number), 1);
        UserRepresentation account = account(person);
        account.setEnabled(false);
        realm.admin().users().get(person.id()).update(account);

        assertFalse(app.otp(texted, code).done());

        account.setEnabled(true);
        realm.admin().users().get(person.id()).update(account);
        assertError(400, "invalid_session", app.otp(texted, code));
        assertNoNumber(person);
    }

    @Test
    void attack_everySignInEnded_orPasswordReset_whileANumberIsAskedFor_inAnApp_endsTheSignIn() {
        TestUser person = person();
        TestUser second = person();
        String number = number();
        NativeApp app = app();
        NativeApp.Answer texted = type(app, asked(app, person), number);
        String code = gateway.code(digits(number), 1);
        NativeApp other = app();
        NativeApp.Answer waits = asked(other, second);

        realm.admin().users().get(person.id()).logout();
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        realm.admin().users().get(second.id()).resetPassword(password);

        assertError(400, "invalid_grant", app.otp(texted, code));
        assertError(400, "invalid_grant", type(other, waits, number()));
        assertNoNumber(person);
        assertNoNumber(second);
        assertEquals(1, gateway.all());
    }

    @Test
    void attack_signInThatWaitsForANumber_isNotKeptAliveByRequests() {
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person());
        time.set(1_200);
        NativeApp.Answer still = app.next(asked, Map.of());
        assertTrue(asksForNumber(still), still::toString);
        time.set(2_400);

        assertError(400, "invalid_session", type(app, still, number()));
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_signInThatWaitsForANumber_expires() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        time.set(BUCKETS_ARE_FULL_AGAIN);

        NativeApp.Answer refused = type(app, asked, number());

        assertError(400, "invalid_session", refused);
        assertEquals(0, gateway.all());
    }
}
