package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Telephone numbers that users prove, and codes by text message as a second factor. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsIT extends TextsTest {

    private static final String APP = "Authenticator Application";
    private static final String SECRET = "DJmQfC73VGFhw7D4QJ8A";

    @Test
    void aNumberIsProvenByItsCode_andTheMailboxIsTold() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        ServerLog log = ServerLog.fromHere();
        String number = number();
        TestUser person = person();

        SignIn signIn = type(enrolment(person), number.replace("+49", "+49 (0) "));

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals("+49 ••• 42", signIn.tab().textOf("latchkey-address").orElse(""));
        String code = gateway.code(digits(number), 1);
        assertEquals(1, gateway.to(digits(number)).size());
        assertTrue(gateway.to(digits(number)).get(0).contains("Code to set up this number at "));
        assertFalse(account(person).getAttributes() != null
                && account(person).getAttributes().containsKey("phoneNumber"), "not before the proof");
        assertTrue(signIn.code(code).done(), signIn.tab()::text);

        assertEquals(List.of(number), account(person).getAttributes().get("phoneNumber"));
        assertEquals(List.of("true"), account(person).getAttributes().get("phoneNumberVerified"));
        Mail told = mail(person, 2);
        assertTrue(told.subject().startsWith("New phone number"), told::subject);
        assertTrue(told.text().contains("+49 ••• 42"), told::text);
        assertEquals(1, events(person).all().stream().filter(event -> event.getType().equals("UPDATE_CREDENTIAL")
                && "sms".equals(event.getDetails().get("latchkey_channel"))).count());
        assertNoSecret(person, number, code, log);
    }

    @Test
    void theTextForAnApp_holdsTheHashByWhichAndroidHandsItOver() {
        ClientRepresentation app = realm.admin().clients().findByClientId(Realms.APP).get(0);
        for (String hash : List.of("FA+9qCX9VSu", "no hash\n", "")) {
            app.setAttributes(Map.of("latchkey.text.app-hash", hash));
            realm.admin().clients().get(app.getId()).update(app);
            String number = number();
            withPhone(number);

            // as JSON, in which the gateway is asked
            assertEquals(hash.startsWith("FA"),
                    gateway.to(digits(number)).get(0).contains("\\u000aFA+9qCX9VSu\\u000a@localhost #"),
                    () -> gateway.to(digits(number)).get(0));
            assertFalse(gateway.to(digits(number)).get(0).contains("no hash"));
        }
    }

    private void assertNoSecret(TestUser person, String number, String code, ServerLog log) {
        assertFalse(log.text().contains(digits(number)), "no number in the log");
        assertFalse(Pattern.compile("\\b" + code + "\\b").matcher(log.text()).find(), "no code in the log");
        assertFalse(events(person).all().stream().anyMatch(event -> event.getDetails() != null
                && event.getDetails().values().stream().anyMatch(value -> value.contains(digits(number)))));
    }

    /** The credit to the range of the number is for others: the user's code is spent and good. */
    @Test
    void aCodeThatCannotBeCreditedToItsRange_signsInNevertheless() {
        String number = number();
        TestUser person = withPhone(number);
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        String code = gateway.code(digits(number), 2);
        rows().without("LATCHKEY_RATE_LIMIT", () -> assertTrue(signIn.code(code).done(), signIn.tab()::text));
    }

    @Test
    void theTextedCodeIsASecondFactorBesideTheMailedOne() {
        String number = number();
        TestUser person = withPhone(number);
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);

        assertEquals("[\"pwd\",\"sms\"]", String.valueOf(signIn.idToken().get("amr")).replace(" ", ""));
        String text = gateway.to(digits(number)).get(1);
        assertTrue(text.contains("Sign-in code for Test & Co: "), text);
        assertTrue(text.matches("(?s).*\\\\u000a@localhost #[0-9]{6}\"}"), text);
    }

    @Test
    void attack_aNumberThatTheUserWritesIntoTheProfile_isNoFactor() {
        TestUser person = person(user -> user.attribute("phoneNumber", number())
                .attribute("phoneNumberVerified", "true"));
        assertNoFactor(person);

        String proven = number();
        TestUser other = withPhone(proven);
        UserRepresentation account = account(other);
        account.singleAttribute("phoneNumber", number());
        realm.admin().users().get(other.id()).update(account);

        assertNoFactor(other);
    }

    private void assertNoFactor(TestUser person) {
        SignIn signIn = afterPassword(person);
        if (!signIn.asksForCode()) {
            assertTrue(signIn.tab().has("kc-otp-login-form"), signIn.tab()::text);
        }
        int sent = gateway.all();
        signIn.tryAnotherWay(TEXT);
        assertFalse(signIn.done());
        assertTrue(signIn.tab().text().contains("We cannot send you a code this way."), signIn.tab()::text);
        assertEquals(sent, gateway.all());
    }

    @Test
    void attack_aNewNumber_isNoSecondFactorOfAnAccountWithAnApp_forThreeDays() {
        String number = number();
        TestUser person = person(user -> user.totpSecret(SECRET));
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + ACTION).password(person)
                .tryAnotherWay(MAIL);
        signIn.code(mail(person).code());
        assertTrue(type(signIn, number).code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);

        assertNoFactor(person);
        time.set(3 * 24 * 3600 + 1);
        assertTrue(afterPassword(person).tryAnotherWay(TEXT).asksForCode());
    }

    @Test
    void attack_aCodeOfOneChannel_isNoneOfAnother() {
        String number = number();
        TestUser person = withPhone(number);
        SignIn signIn = afterPassword(person);
        String mailed = mail(person, 2).code();
        signIn.tryAnotherWay(TEXT);
        String texted = gateway.code(digits(number), 2);

        signIn.code(mailed);
        assertFalse(signIn.done());
        signIn.tryAnotherWay(MAIL).code(texted);
        assertFalse(signIn.done());
        assertEquals(2, rows().failures(person));
    }

    @Test
    void attack_aCodeToOneNumber_provesNoOther() {
        String first = number();
        String second = number();
        TestUser person = person();
        SignIn signIn = type(enrolment(person), first);
        String code = gateway.code(digits(first), 1);
        signIn.tab().click("latchkey-another");
        type(signIn, second);
        gateway.code(digits(second), 1);

        signIn.code(code);

        assertFalse(signIn.done());
        assertTrue(signIn.code(gateway.code(digits(second), 1)).done(), signIn.tab()::text);
        assertEquals(List.of(second), account(person).getAttributes().get("phoneNumber"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+12015550123", "+49 900 1234567", "+49 30 123456", "015123456789", "+870 773 111 632", "x",
            "<b>+4915123456789"})
    void attack_aNumberToWhichNoTextIsSent_getsOneAnswer(String number) {
        TestUser person = person();
        SignIn signIn = type(enrolment(person), number);

        assertEquals("We cannot send codes to this number.", signIn.tab().textOf("input-error-phone").orElse(""));
        assertEquals(Optional.of(number), signIn.tab().attribute("phone", "value"), "to be corrected");
        assertFalse(signIn.tab().source().contains("<b>"), "as text");
        assertEquals(0, rows().challenges(person) - 1, "no challenge but that of the sign-in");
    }

    @Test
    void attack_pumpingRunOverOneOperator_from5000Addresses_stopsAfter100TextsWhileOthersGoOn() {
        ServerLog log = ServerLog.fromHere();
        assertEquals(100, server.fetch(PumpingRun.sent(realm.getName(), "+49170", 0, 5_000), Integer.class));
        assertTrue(log.text().contains("addresses of +49170: many were sent, and few were entered"));

        TestUser person = person();
        SignIn refused = type(enrolment(person), "+4917060000042");
        assertTrue(refused.tab().text().contains("Too many codes were sent."), refused.tab()::text);
        assertEquals(1, events(person).refusals("range_unanswered"));

        String other = number();
        SignIn elsewhere = type(enrolment(person()), other);
        assertTrue(elsewhere.code(gateway.code(digits(other), 1)).done(), elsewhere.tab()::text);
    }

    @Test
    void aRangeWhoseCodesAreEnteredGoesOn() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.paid-unanswered-group-day", "2"));
        for (int i = 0; i < 4; i++) {
            String number = "+4917170%d10042".formatted(i);
            SignIn signIn = type(enrolment(person()), number);
            assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
        }
        assertEquals(2, server.fetch(PumpingRun.sent(realm.getName(), "+49171", 0, 10), Integer.class));
    }

    @Test
    void withoutCountriesNothingIsSentAndTheStepIsNotOffered_andADemandWaits() {
        TestUser person = withPhone(number());
        policy(Map.of("countries", ""));

        assertNoFactor(person);
        TestUser other = person(user -> user.requiredActions(ACTION));
        SignIn demanded = afterPassword(other);
        demanded.code(newestCode(other, demanded.reference()));
        assertTrue(demanded.done(), demanded.tab()::text);
        assertThrows(BadRequestException.class, () -> policy(Map.of("countries", "Germany")));
        assertThrows(BadRequestException.class, () -> policy(Map.of("new_number_days", "91")));
    }

    @Test
    void attack_aNumberOfAnotherAccount_isAnsweredAsAnyOther() {
        String number = number();
        withPhone(number);
        SignIn signIn = type(enrolment(person()), number);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals("+49 ••• 42", signIn.tab().textOf("latchkey-address").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HANGS", "TALKS_NONSENSE"})
    void attack_aGatewayThatDoesNotAnswer_getsNoSecondTextAndLeavesTheOtherWay(String behaviour) {
        String number = number();
        TestUser person = withPhone(number);
        gateway.behaves(MessageService.Behaviour.valueOf(behaviour));
        ServerLog log = ServerLog.fromHere();
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        gateway.code(digits(number), 2);
        Eventually.holds("the attempt is over", () -> log.text().contains("it is not sent again"));

        time.set(61);
        signIn.tryAnotherWay(MAIL).tryAnotherWay(TEXT);

        assertTrue(signIn.tab().text().contains("The code is delayed or could not be sent."), signIn.tab()::text);
        assertEquals(2, gateway.to(digits(number)).size());
        assertTrue(signIn.tryAnotherWay(MAIL).asksForCode(), signIn.tab()::text);
        assertFalse(log.text().contains(digits(number)), "no number in the log");
    }

    @Test
    void aGatewayThatCannotBeReached_isTriedAgain() {
        String number = number();
        TestUser person = withPhone(number);
        gateway.close();
        ServerLog log = ServerLog.fromHere();
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        Eventually.holds("an attempt has failed", () -> log.text().contains("cannot be reached"));
        gateway = new MessageService(FlowServer.PAGER);

        assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
    }

    @Test
    void anAppsUserMayCancel_andKeycloakAsksForAFreshSignInFirst() {
        TestUser person = person();
        SignIn signIn = enrolment(person);
        signIn.tab().click("latchkey-phone-cancel");
        assertTrue(signIn.done(), signIn.tab()::text);

        time.set(301);
        signIn.tab().open(realm.getBaseUrl() + "/protocol/openid-connect/auth?client_id=" + Realms.APP
                + "&response_type=code&scope=openid&redirect_uri=" + realm.getBaseUrl() + "&kc_action=" + ACTION);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
    }
}
