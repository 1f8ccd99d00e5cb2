package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What it takes to set a telephone number, and what a number that is not proven yet does to others. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsEnrolmentIT extends TextsTest {

    private static final String SECRET = "DJmQfC73VGFhw7D4QJ8A";
    private static final String PHONE = "latchkey-phone";

    @Test
    void attack_numberSetAfterAPasswordAlone_asksForTheMailboxFirst() {
        askForPasswordsAlone();
        TestUser person = person();
        SignIn signIn = asked(browser()).password(person);

        assertFalse(asksForNumber(signIn), signIn.tab()::text);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        signIn.post("phone=" + number().replace("+", "%2B"));
        assertEquals(0, gateway.all());
        assertTrue(asksForNumber(signIn.code(mail(person).code())), signIn.tab()::text);
    }

    @Test
    void attack_numberSetInASessionOfAnother_asksForTheMailboxFirst() {
        String number = number();
        TestUser person = withPhone(number);
        Browser browser = browser();
        SignIn session = afterPassword(browser, person);
        assertTrue(session.code(mail(person, 2).code()).done());

        SignIn signIn = asked(browser);

        assertFalse(asksForNumber(signIn), signIn.tab()::text);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(afterPassword(person).tryAnotherWay(TEXT).asksForCode(), "the old number counts until then");
        assertTrue(asksForNumber(signIn.code(newestCode(person, signIn.reference()))), signIn.tab()::text);
    }

    @Test
    void attack_proofDeletedInASessionOfAnAccountWithoutAMailbox_letsNoOtherNumberBeSet() {
        askForPasswordsAlone();
        turn("VERIFY_PROFILE", false);
        try {
            attackWithoutTheProof(person(user -> user.email(null).emailVerified(false)));
        } finally {
            turn("VERIFY_PROFILE", true);
        }
    }

    private void attackWithoutTheProof(TestUser person) {
        String old = number();
        Browser browser = browser();
        SignIn first = type(asked(browser).password(person), old);
        assertTrue(first.code(gateway.code(digits(old), 1)).done(), first.tab()::text);
        removeProof(person);

        SignIn change = type(asked(browser), number());

        assertTrue(asksForNumber(change), change.tab()::text);
        assertEquals(1, gateway.all());
        type(change, old);
        assertTrue(change.code(gateway.code(digits(old), 2)).done(), change.tab()::text);
        assertEquals(Optional.of(old), attribute(person, "phoneNumber"));
    }

    @Test
    void aNumberThatIsWrittenWithoutItsCountryCode_isTheOneThatTheUserProves() {
        policy(Map.of("countries", "DE,AT", "home_country", "DE"));
        askForPasswordsAlone();
        turn("VERIFY_PROFILE", false);
        try {
            String number = number();
            TestUser person = person(user -> user.email(null).emailVerified(false).requiredActions(ACTION)
                    .attribute("phoneNumber", national(number)));
            SignIn signIn = type(afterPassword(person), number());
            assertTrue(asksForNumber(signIn), signIn.tab()::text);

            type(signIn, number);

            assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
            assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
        } finally {
            turn("VERIFY_PROFILE", true);
        }
    }

    private static String national(String number) {
        return "0" + number.substring(3, 6) + " " + number.substring(6);
    }

    @Test
    void aProvenNumberThatADirectoryWritesWithoutItsCountryCode_isStillTheFactor() {
        policy(Map.of("countries", "DE,AT", "home_country", "DE"));
        String number = number();
        TestUser person = withPhone(number);
        UserRepresentation account = account(person);

        realm.admin().users().get(person.id()).update(account.singleAttribute("phoneNumber", national(number)));

        assertEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
    }

    @Test
    void aNumberThatADirectoryHasAndNotKeycloaksRows_isProven() {
        askForPasswordsAlone();
        turn("VERIFY_PROFILE", false);
        try {
            String number = number();
            TestUser person = person(user -> user.email(null).emailVerified(false).requiredActions(ACTION));
            WritableDirectory.adopt(server, realm.getName(), person, number);
            SignIn signIn = type(afterPassword(person), number);

            assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);

            assertEquals(Optional.of(number), attribute(person, "phoneNumber"));
        } finally {
            turn("VERIFY_PROFILE", true);
        }
    }

    @Test
    void aProofOfANumberThatStandsWithoutItsCountryCode_outlivesAnotherHomeCountry() {
        policy(Map.of("countries", "DE,CN", "home_country", "DE"));
        String number = number();
        TestUser person = withPhone(number);
        // as a directory or a mapper does; what an administrator writes is stored in the form of E.164
        server.run(PhonesOnServer.written(realm.getName(), person.id(), national(number)));

        // where the same digits are a number as well
        policy(Map.of("countries", "DE,CN", "home_country", "CN"));
        SignIn meanwhile = afterPassword(person);
        assertTrue(meanwhile.code(newestCode(person, meanwhile.reference())).done(), meanwhile.tab()::text);
        assertNotEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        policy(Map.of("countries", "DE,CN", "home_country", "DE"));

        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
    }

    private void removeProof(TestUser person) {
        realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> PHONE.equals(credential.getType()))
                .forEach(proof -> realm.admin().users().get(person.id()).removeCredential(proof.getId()));
    }

    @Test
    void attack_numberSetWithoutTheAuthenticatorAppOfTheAccount_isNotAskedFor() {
        askForPasswordsAlone();
        TestUser person = person();
        Browser browser = browser();
        assertTrue(afterPassword(browser, person).done());
        UserRepresentation account = account(person);
        account.setCredentials(List.of(app()));
        account.setRequiredActions(List.of(ACTION));
        realm.admin().users().get(person.id()).update(account);

        SignIn byAdmin = SignIn.open(browser.tab(), realm);
        assertTrue(byAdmin.done(), byAdmin.tab()::text);
        SignIn byApp = asked(browser);

        assertFalse(asksForNumber(byApp), byApp.tab()::text);
        assertTrue(byApp.done(), byApp.tab()::text);
        assertTrue(byApp.tab().location().getQuery().contains("kc_action_status=error"), "" + byApp.tab().location());
    }

    /** An authenticator app that was set up earlier. */
    private static CredentialRepresentation app() {
        CredentialRepresentation app = new CredentialRepresentation();
        app.setType("otp");
        app.setSecretData("{\"value\":\"" + SECRET + "\"}");
        app.setCredentialData("{\"subType\":\"totp\",\"digits\":6,\"counter\":0,\"period\":30,"
                + "\"algorithm\":\"HmacSHA1\"}");
        return app;
    }

    @Test
    void withoutTheProofOfMailboxes_noNumberIsSetAfterAPasswordAlone() {
        askForPasswordsAlone();
        VerifyEmail.in(realm).turn(false);
        try {
            SignIn signIn = asked(browser()).password(person());

            assertTrue(signIn.done(), signIn.tab()::text);
            assertTrue(signIn.tab().location().getQuery().contains("kc_action_status=error"));
            assertTrue(afterPassword(person(user -> user.requiredActions(ACTION))).done());
        } finally {
            VerifyEmail.in(realm).turn(true);
        }
    }

    @Test
    void whereTheActionIsOff_noMailboxIsAskedFor() {
        askForPasswordsAlone();
        turn(ACTION, false);
        try {
            SignIn signIn = asked(browser()).password(person());

            assertFalse(signIn.asksForCode(), signIn.tab()::text);
            assertTrue(afterPassword(person(user -> user.requiredActions(ACTION))).done());
        } finally {
            turn(ACTION, true);
        }
    }

    private void turn(String action, boolean on) {
        RequiredActionProviderRepresentation known = realm.admin().flows().getRequiredAction(action);
        known.setEnabled(on);
        realm.admin().flows().updateRequiredAction(action, known);
    }

    @Test
    void whereTheNumberComesBeforeTheMailbox_itStays() {
        askForPasswordsAlone();
        VerifyEmail.in(realm).prioritise(ACTION, 0);
        try {
            TestUser person = person(user -> user.requiredActions(ACTION));
            SignIn signIn = afterPassword(person);

            assertFalse(asksForNumber(signIn), signIn.tab()::text);
            assertEquals(List.of(ACTION), account(person).getRequiredActions());
        } finally {
            VerifyEmail.in(realm).prioritise(ACTION, 2000);
        }
    }

    @Test
    void theOldNumberCountsUntilTheNewOneIsProven() {
        String old = number();
        String next = number();
        TestUser person = withPhone(old);
        SignIn change = type(enrolment(person), next);
        String code = gateway.code(digits(next), 1);

        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        assertTrue(signIn.code(gateway.code(digits(old), 2)).done(), signIn.tab()::text);
        assertEquals(Optional.of(old), attribute(person, "phoneNumber"));

        assertTrue(change.code(code).done(), change.tab()::text);
        assertEquals(Optional.of(next), attribute(person, "phoneNumber"));
        afterPassword(person).tryAnotherWay(TEXT);
        gateway.code(digits(next), 2);
    }

    @Test
    void theOldNumberAndTheMailboxAreToldOfTheNewOne() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        String old = number();
        TestUser person = withPhone(old);
        String next = number();
        SignIn change = type(enrolment(person), next);
        assertEquals(1, gateway.to(digits(old)).size(), "not before the proof");

        assertTrue(change.code(gateway.code(digits(next), 1)).done(), change.tab()::text);

        Eventually.holds("the old number is told", () -> gateway.to(digits(old)).size() == 2);
        String told = gateway.to(digits(old)).get(1);
        assertTrue(told.contains("New phone number for your account with Test & Co"), told);
        assertFalse(told.contains(digits(next)), told);
        Eventually.holds("the mailbox is told twice", () -> mails(person).stream()
                .filter(mail -> mail.subject().startsWith("New phone number")).count() == 2);
        assertEquals(1, gateway.to(digits(next)).size());
    }

    @Test
    void attack_numberOfAnotherTypedUntilItsLimit_leavesItsOwnerTheSecondFactor() {
        String number = number();
        TestUser owner = withPhone(number);
        for (int typed = 2; typed <= 4; typed++) {
            type(enrolment(person()), number);
            gateway.code(digits(number), typed);
        }
        SignIn refused = type(enrolment(person()), number);
        assertTrue(refused.tab().text().contains("Too many"), refused.tab()::text);

        SignIn signIn = afterPassword(owner).tryAnotherWay(TEXT);

        assertTrue(signIn.code(gateway.code(digits(number), 5)).done(), signIn.tab()::text);
    }

    @Test
    void attack_provingANumber_forgetsNoWrongCodeOfTheSecondFactor() {
        String number = number();
        TestUser person = person();
        SignIn change = type(enrolment(person), number);
        String code = gateway.code(digits(number), 1);
        SignIn guessing = afterPassword(person);
        guessing.code(wrong(mail(person, 2).code()));
        assertEquals(1, rows().failures(person));

        assertTrue(change.code(code).done(), change.tab()::text);

        assertEquals(1, rows().failures(person));
    }

    @Test
    void attack_wrongCodesToANewNumber_lockNoSecondFactor() {
        TestUser person = person();
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-daily", "2"));
        String number = number();
        SignIn change = type(enrolment(person), number);
        String code = gateway.code(digits(number), 1);

        change.code(wrong(code)).code(wrong(code)).code(code);

        assertFalse(change.done(), change.tab()::text);
        assertEquals(Optional.empty(), attribute(person, "phoneNumber"));
        assertTrue(afterPassword(person).code(mail(person, 2).code()).done());
    }

    @Test
    void theConsolesListTheNumberAndRemoveIt_andTheMailboxAndTheNumberAreTold() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device,phone_changed"));
        String number = number();
        TestUser person = withPhone(number);
        CredentialRepresentation listed = realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> PHONE.equals(credential.getType())).findFirst().orElseThrow();
        assertEquals("+49 ••• 42", listed.getUserLabel());
        JsonNode type = inTheAccountConsole(person);
        assertEquals("latchkeyPhoneLabel", type.get("displayName").asText());
        assertTrue(type.get("removeable").asBoolean());
        JsonNode shown = type.get("userCredentialMetadatas").get(0).get("credential");
        assertEquals("+49 ••• 42", shown.get("userLabel").asText());
        assertFalse(shown.toString().contains(digits(number)));

        SignIn remove = SignIn.open(browser().tab(), realm, Realms.APP,
                "&kc_action=delete_credential:" + shown.get("id").asText()).password(person);
        remove.code(newestCode(person, remove.reference()));
        remove.tab().click("kc-accept");
        assertTrue(remove.done(), remove.tab()::text);

        Eventually.holds("the number is told", () -> gateway.to(digits(number)).size() == 2);
        String told = gateway.to(digits(number)).get(1);
        assertTrue(told.contains("Security notice for Test & Co: sign-in changed"), told);
        assertFalse(afterPassword(person).tryAnotherWay(TEXT).asksForCode());
        assertNotEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        Eventually.holds("the mailbox is told", () -> mails(person).stream()
                .anyMatch(mail -> mail.text().contains("set up, changed or removed: Phone number")));
    }

    private JsonNode inTheAccountConsole(TestUser person) {
        return StreamSupport.stream(Rest.json(Rest.ofApp(realm, person).getJson("/realms/" + realm.getName()
                        + "/account/credentials")).spliterator(), false)
                .filter(entry -> PHONE.equals(entry.get("type").asText())).findFirst().orElseThrow();
    }

    @Test
    void whenAnAdministratorRemovesTheProof_theNumberIsNotVerified() {
        TestUser person = withPhone(number());
        removeProof(person);

        assertNotEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        assertFalse(afterPassword(person).tryAnotherWay(TEXT).asksForCode());
    }

    @Test
    void attack_verifiedMarkOfANumberThatWasNotProven_isTakenAway() {
        TestUser person = withPhone(number());
        assertEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));
        UserRepresentation account = account(person);
        account.singleAttribute("phoneNumber", number());
        realm.admin().users().get(person.id()).update(account);
        assertNotEquals(Optional.of("true"), attribute(person, "phoneNumberVerified"));

        String number = number();
        TestUser other = withPhone(number);
        String profile = "/realms/" + realm.getName() + "/account/";
        String edited = "{\"username\":\"" + other.username() + "\",\"email\":\"" + other.email()
                + "\",\"firstName\":\"Uma\",\"lastName\":\"User\",\"attributes\":{\"phoneNumber\":[\"" + number()
                + "\"],\"phoneNumberVerified\":[\"true\"]}}";
        assertEquals(204, Rest.ofApp(realm, other).send("POST", profile, edited).statusCode());
        assertEquals(Optional.of(number), attribute(other, "phoneNumber"), "what the token has written is undone");
        assertEquals(Optional.of("true"), attribute(other, "phoneNumberVerified"));
        TestUser third = person(user -> user.attribute("phoneNumber", number));
        String ofThird = edited.replace(other.username(), third.username()).replace(other.email(), third.email());
        assertEquals(204, Rest.ofApp(realm, third).send("POST", profile, ofThird).statusCode());
        assertNotEquals(Optional.of("true"), attribute(third, "phoneNumberVerified"));
    }

    @Test
    void attack_passwordChangedWhileANumberIsTyped_endsTheEnrolment() {
        TestUser person = person();
        SignIn typing = enrolment(person);
        TestUser second = person();
        String number = number();
        SignIn proving = type(enrolment(second), number);
        String code = gateway.code(digits(number), 1);
        List.of(person, second).forEach(this::setPassword);

        type(typing, number());
        proving.code(code);

        assertTrue(typing.tab().text().contains("password was changed"), typing.tab()::text);
        assertFalse(proving.done(), proving.tab()::text);
        assertEquals(Optional.empty(), attribute(second, "phoneNumber"));
        assertEquals(1, gateway.all());
        assertTrue(afterPassword(second).asksForCode(), "the owner signs in");
    }

    private void setPassword(TestUser person) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        password.setTemporary(false);
        realm.admin().users().get(person.id()).resetPassword(password);
    }

    @Test
    void aPasswordThatTheSignInItselfSets_endsNoEnrolment() {
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD", ACTION));
        SignIn signIn = afterPassword(person);
        signIn.code(mail(person).code());
        signIn.tab().type("password-new", "another horse battery staple")
                .type("password-confirm", "another horse battery staple").submit("kc-passwd-update-form");
        String number = number();

        type(signIn, number);

        assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
    }

    @Test
    void attack_sessionEndedWhileANumberIsTyped_endsTheEnrolment() {
        TestUser person = person();
        Browser browser = browser();
        assertTrue(afterPassword(browser, person).code(mail(person).code()).done());
        SignIn typing = asked(browser);
        typing.code(newestCode(person, typing.reference()));
        assertTrue(asksForNumber(typing), typing.tab()::text);
        realm.admin().users().get(person.id()).getUserSessions()
                .forEach(session -> realm.admin().deleteSession(session.getId(), false));

        type(typing, number());

        assertFalse(typing.asksForCode(), typing.tab()::text);
        assertEquals(0, gateway.all());
    }

    @Test
    void attack_sessionEndedOrPasswordChangedWhileTheMailboxIsAskedFor_endsTheEnrolment() {
        askForPasswordsAlone();
        TestUser person = person();
        Browser browser = browser();
        assertTrue(afterPassword(browser, person).done());
        SignIn inSession = asked(browser);
        TestUser second = person();
        SignIn afterPassword = asked(browser()).password(second);
        assertTrue(inSession.asksForCode(), inSession.tab()::text);
        assertTrue(afterPassword.asksForCode(), afterPassword.tab()::text);
        realm.admin().users().get(person.id()).getUserSessions()
                .forEach(session -> realm.admin().deleteSession(session.getId(), false));
        setPassword(second);

        inSession.code(newestCode(person, inSession.reference()));
        afterPassword.code(mail(second).code());

        assertFalse(asksForNumber(inSession), inSession.tab()::text);
        assertFalse(inSession.done(), inSession.tab()::text);
        assertFalse(asksForNumber(afterPassword), afterPassword.tab()::text);
        assertTrue(afterPassword.tab().text().contains("password was changed"), afterPassword.tab()::text);
    }

    @Test
    void attack_accountDisabledWhileANumberIsTyped_endsTheEnrolment() {
        TestUser person = person();
        SignIn typing = enrolment(person);
        UserRepresentation account = account(person);
        account.setEnabled(false);
        realm.admin().users().get(person.id()).update(account);

        type(typing, number());

        assertFalse(typing.asksForCode(), typing.tab()::text);
        assertEquals(0, gateway.all());
    }
}
