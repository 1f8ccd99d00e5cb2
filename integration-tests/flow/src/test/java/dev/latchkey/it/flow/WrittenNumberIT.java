package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.EventType;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Numbers that a user's token, an administrator or a directory writes into the attribute, over one that is proven. */
@KeycloakIntegrationTest(config = FlowServer.class)
class WrittenNumberIT extends PhoneSignUpTest {

    private String token(UserRepresentation account) {
        return new NativeApp(realm, Realms.DIRECT_APP).token(Map.of("grant_type", "password", "username",
                account.getUsername(), "password", NEW_PASSWORD)).json().path("access_token").asText();
    }

    /** Writes into the account what a thief of its user's token would. */
    private void write(UserRepresentation account, String attributes, String email) {
        HttpResponse<String> stored = post(account, attributes, email);
        assertEquals(204, stored.statusCode(), stored::body);
    }

    private HttpResponse<String> post(UserRepresentation account, String attributes, String email) {
        return Rest.bearer(token(account)).send("POST", "/realms/" + realm.getName()
                + "/account/", "{\"username\":\"%s\",\"firstName\":\"Nora\",\"lastName\":\"New\"%s,\"attributes\":{%s}}"
                        .formatted(account.getUsername(), email == null ? "" : ",\"email\":\"" + email + '"',
                                attributes));
    }

    @Test
    void theProfileTellsUsersThatAProvenNumberIsNotChangedThere_whereItHasTheValidation() {
        profile(config -> config.getAttribute("phoneNumber").addValidation("latchkey-proven-number", Map.of()));
        String number = number();
        UserRepresentation account = signedUp(number);

        HttpResponse<String> refused = post(account, phone(number()), null);
        assertEquals(400, refused.statusCode(), refused::body);
        assertTrue(refused.body().contains("error-user-attribute-read-only"), refused::body);
        assertEquals(400, post(account, "", null).statusCode());
        assertEquals(400, post(account, phone(number, number()), null).statusCode());

        write(account, phone(number), null);
        write(account, phone(number.replace("+49", "0")), null);
        administratorWrites(account, number());
        write(account, phone(number()), null);
    }

    private static String phone(String... numbers) {
        return "\"phoneNumber\":[\"" + String.join("\",\"", numbers) + "\"]";
    }

    private void assertNames(String number, UserRepresentation account) {
        assertEquals(account.getId(), only(number).getId());
        assertEquals(List.of("true"), only(number).getAttributes().get("phoneNumberVerified"));
        int texts = gateway.to(digits(number)).size();
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(number);
        assertTrue(signIn.code(gateway.code(digits(number), texts + 1)).done(), signIn.tab()::text);
    }

    private void assertTold(String number, int texts, String subject) {
        Eventually.holds("the number is told", () -> gateway.to(digits(number)).size() == texts);
        String told = gateway.to(digits(number)).get(texts - 1);
        assertTrue(told.contains(subject), told);
    }

    /** The profile lets users write what it can. */
    private void usersWriteAll() {
        profile(config -> {
            UPAttributePermissions all = new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user"));
            UPAttribute number = new UPAttribute("phoneNumber", all);
            number.setMultivalued(true);
            config.addOrReplaceAttribute(number);
            config.addOrReplaceAttribute(new UPAttribute("phoneNumberVerified", all));
        });
    }

    /** The realm's other tests send few. */
    private void allNotices() {
        change(builder -> builder.attribute("latchkey.notices.off", "new_device"));
    }

    @Test
    void attack_numberWrittenByATokenOverTheProvenOne_isUndone() {
        String number = number();
        UserRepresentation account = signedUp(number);
        usersWriteAll();
        for (String written : List.of(phone(number()), phone(number(), number), "", phone("none"),
                phone(number(), number()) + ",\"phoneNumberVerified\":[\"false\"]")) {
            write(account, written, null);
            assertEquals(List.of(number), only(number).getAttributes().get("phoneNumber"), written);
        }
        assertNames(number, account);
        write(account, phone(number, number()), null);
        write(account, phone(number()), null);
        assertNames(number, account);
    }

    @Test
    void attack_provenNumberWrittenInAnotherSpelling_isStoredAsItWas_andCountsInARealmOfAnotherCountry() {
        String number = number();
        UserRepresentation account = signedUp(number);
        for (String spelled : List.of(number.replace("+49", "0"), number.replace("+49", "+49 "))) {
            write(account, phone(spelled), null);
            assertEquals(List.of(number), only(number).getAttributes().get("phoneNumber"), spelled);
        }
        administratorWrites(account, number.replace("+49", "0"));
        assertEquals(account.getId(), only(number).getId());
        server.run(PhonesOnServer.written(realm.getName(), account.getId(), number.replace("+49", "0")));
        assertEquals(List.of(), with(number));
        token(account);
        assertEquals(account.getId(), only(number).getId(), "after a sign-in");
        policy(Map.of("countries", "DE,AT", "identifier", "either", "home_country", "AT"));

        assertNames(number, account);
    }

    @Test
    void attack_numberWrittenWhileTheActionIsOff_isUndone() {
        String number = number();
        UserRepresentation account = signedUp(number);
        new RequiredActions(realm).turn(PHONE_ACTION, false);
        write(account, phone(number()), null);
        RequiredActionProviderRepresentation off = realm.admin().flows().getRequiredAction(PHONE_ACTION);
        off.setEnabled(true);
        realm.admin().flows().updateRequiredAction(PHONE_ACTION, off);

        assertNames(number, account);
    }

    @Test
    void attack_addressSetAfterAnotherNumberWasWritten_isTold() {
        String number = number();
        UserRepresentation account = signedUp(number);
        String other = number();
        write(account, phone(other), null);
        write(account, phone(other), freshAddress());
        assertTold(number, 2, "New email address for your account with Test ");
        write(account, phone(number), freshAddress());
        assertTold(number, 3, "New email address for your account with Test ");
    }

    @Test
    void attack_addressSetAgainAndAgain_causesAFewTextsOfOneAccount() {
        change(builder -> builder.attribute("latchkey.limits.notice-kind-hour", "2"));
        String number = number();
        UserRepresentation account = signedUp(number);
        for (int notices = 1; notices <= 3; notices++) {
            write(account, phone(number), freshAddress());
            assertTold(number, 1 + Math.min(notices, 2), "New email address for your account with Test ");
        }
        String other = number();
        UserRepresentation next = signedUp(other);
        write(next, phone(other), freshAddress());
        assertTold(other, 2, "New email address for your account with Test ");
        assertEquals(3, gateway.to(digits(number)).size());
    }

    @Test
    void attack_anotherNumberWrittenAndProven_isToldToTheFirst() {
        allNotices();
        String number = number();
        UserRepresentation account = signedUp(number);
        String other = number();
        write(account, phone(other), null);
        runs(Realms.APP, "browser", Realms.BY_NUMBER);
        SignIn change = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + PHONE_ACTION)
                .password(number, NEW_PASSWORD);
        change.code(gateway.code(digits(number), 2));
        assertTrue(change.tab().has("latchkey-phone-form"), change.tab()::text);
        change.tab().type("phone", other).submit("latchkey-phone-form");
        assertTrue(change.code(gateway.code(digits(other), 1)).done(), change.tab()::text);

        assertTold(number, 3, "New phone number for your account with Test ");
        assertEquals(account.getId(), only(other).getId());
    }

    @Test
    void attack_proofDeletedAfterAnotherNumberWasWritten_isTold() {
        allNotices();
        String number = number();
        UserRepresentation account = signedUp(number);
        usersWriteAll();
        write(account, phone(number()) + ",\"phoneNumberVerified\":[\"false\"]", null);
        String proof = realm.admin().users().get(account.getId()).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-phone")).findFirst()
                .map(CredentialRepresentation::getId).orElseThrow();

        int status = Rest.bearer(token(account)).send("DELETE", "/realms/" + realm.getName()
                + "/account/credentials/" + proof, "").statusCode();

        assertEquals(204, status);
        assertTold(number, 2, "sign-in changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+4917612345678", "", "lost"})
    void attack_numberThatAnAdministratorHasReplaced_writtenBackByAToken_isNotProvenAnyMore(String replacement) {
        policy("either", true);
        String number = number();
        UserRepresentation account = signedUp(number);
        pass(Duration.ofDays(4));
        administratorWrites(account, replacement);

        write(account, phone(number), null);

        assertNotEquals(List.of("true"), only(number).getAttributes().get("phoneNumberVerified"));
        assertTrue(byNumber(number, NEW_PASSWORD).asksForPassword(), "it names no account");
        assertTrue(byNumber(account.getUsername(), NEW_PASSWORD).tab().text().contains("We cannot send you a code"),
                "it is no factor");
        SignIn.forgotPassword(browser().tab(), realm).reset(number);
        SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(number);
        signedUp(number());
        assertEquals(1, gateway.to(digits(number)).size(), "that of the sign-up");
    }

    @Test
    void attack_numberWrittenWhileNothingCanBeUndone_isNotStored() {
        ReadOnlyDirectory.in(server, realm.getName());
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));

        assertTrue(server.fetch(WrittenNumbersOnServer.rolledBackWithoutItsDirectory(realm.getName(),
                EventType.UPDATE_PROFILE), Boolean.class));
    }

    @Test
    void attack_numberWrittenByATokenWhileItsOwnerProvesAnother_takesNothingAway() {
        String number = number();
        UserRepresentation account = signedUp(number);
        time.set(120);
        String proven = number();

        assertTrue(server.fetch(WrittenNumbersOnServer.writtenWhileAnotherIsProven(realm.getName(), account.getId(),
                number(), proven), Boolean.class));

        Map<String, List<String>> stored = realm.admin().users().get(account.getId()).toRepresentation()
                .getAttributes();
        assertEquals(List.of(proven), stored.get("phoneNumber"));
        assertEquals(List.of("true"), stored.get("phoneNumberVerified"));
    }

    @Test
    void attack_nameWrittenByATokenWhileItsOwnerProvesAnotherNumber_endsNoProof() {
        String number = number();
        UserRepresentation account = signedUp(number);
        time.set(120);
        String proven = number();

        server.run(WrittenNumbersOnServer.nameWrittenWhileAnotherIsProven(realm.getName(), account.getId(), proven));

        assertEquals("Nele", only(proven).getFirstName());
        assertEquals(List.of("true"), only(proven).getAttributes().get("phoneNumberVerified"));
        assertTrue(server.fetch(WrittenNumbersOnServer.holds(realm.getName(), account.getId(), proven),
                Boolean.class));
        token(account);
        assertEquals(List.of("true"), only(proven).getAttributes().get("phoneNumberVerified"), "after a sign-in");
    }

    @Test
    void attack_numberWrittenBesideTheProvenOne_doesNotStay() {
        String number = number();
        UserRepresentation account = signedUp(number);
        usersWriteAll();
        write(account, phone(number, number()), null);
        assertEquals(List.of(number), only(number).getAttributes().get("phoneNumber"));

        server.run(WrittenNumbersOnServer.stored(realm.getName(), account.getId(), number, number()));
        token(account);
        assertEquals(List.of(number), only(number).getAttributes().get("phoneNumber"), "after a sign-in");
        assertNames(number, account);
    }

    @Test
    void attack_numberWrittenOverTheProvenOneThatStandsWithoutItsCountry_isUndoneInARealmOfAnotherCountry() {
        String number = number();
        UserRepresentation account = signedUp(number);
        server.run(WrittenNumbersOnServer.stored(realm.getName(), account.getId(), number.replace("+49", "0")));
        policy(Map.of("countries", "DE,AT", "identifier", "either", "home_country", "AT"));

        write(account, phone(number()), null);

        assertNames(number, account);
    }

    private void administratorWrites(UserRepresentation account, String number) {
        UserRepresentation changed = realm.admin().users().get(account.getId()).toRepresentation();
        changed.singleAttribute("phoneNumber", number);
        realm.admin().users().get(account.getId()).update(changed);
    }

    @Test
    void attack_numberThatAnAdministratorHasReplacedAndWritesBack_isToBeProvenAgain() {
        String number = number();
        UserRepresentation account = signedUp(number);
        administratorWrites(account, number());
        administratorWrites(account, number);

        assertNotEquals(List.of("true"), only(number).getAttributes().get("phoneNumberVerified"));
        assertTrue(byNumber(number, NEW_PASSWORD).asksForPassword(), "it names no account");
    }
}
