package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Burst;
import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Telephone numbers that name accounts at sign-in, and numbers that have a new owner. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PhoneIdentifierIT extends TextsTest {

    private static final String REFUSED = "Invalid username or password.";

    @BeforeEach
    void numbersNameAccounts() {
        // all of these texts are asked for by one client address
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.paid-ip-hour", "1000"));
        policy(Map.of("countries", "DE,AT", "identifier", "either", "home_country", "DE", "reset_by_phone",
                "true"));
    }

    private SignIn byNumber(String number) {
        return SignIn.open(browser().tab(), realm).password(number, TestUser.PASSWORD);
    }

    private static void assertRefused(SignIn signIn) {
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains(REFUSED), signIn.tab()::text);
    }

    /** Answers the code of the sign-in and returns the name of the account that it has led to. */
    private String account(SignIn signIn, TestUser expected) {
        assertTrue(signIn.code(newestCode(expected, signIn.reference())).done(), signIn.tab()::text);
        return signIn.idToken().get("preferred_username").asText();
    }

    @Test
    void aProvenNumberIsAUserName_andTheSecondFactorFollows() {
        String number = number();
        TestUser person = withPhone(number);

        SignIn signIn = byNumber(number).tryAnotherWay(TEXT);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
        assertEquals(person.username(), signIn.idToken().get("preferred_username").asText());
    }

    @ParameterizedTest
    @CsvSource({"+49 (0) 15-,' '", "0049 15,''", "015,/", "+49 15,'  '", "\uff0b\uff14\uff1915,''"})
    void attack_sameNumberInAnotherSpelling_namesTheSameAccount(String beginning, String separator) {
        String number = number();
        TestUser person = withPhone(number);
        String typed = beginning + number.substring(5, 10) + separator + number.substring(10);

        assertEquals(person.username(), account(byNumber(typed), person));
        TestUser other = person();
        assertTrue(type(enrolment(other), typed).code(gateway.code(digits(number), 2)).done());
        assertEquals(Optional.of(number), attribute(other, "phoneNumber"));
        assertEquals(other.username(), account(byNumber(number), other), "one account has it");
    }

    @Test
    void attack_numberThatNoCodeHasProven_namesNoAccount() {
        String number = number();
        person(user -> user.attribute("phoneNumber", number).attribute("phoneNumberVerified", "true"));
        assertRefused(byNumber(number));

        String proven = number();
        String written = number();
        TestUser person = withPhone(proven);
        UserRepresentation account = account(person);
        account.singleAttribute("phoneNumber", written).singleAttribute("phoneNumberVerified", "true");
        realm.admin().users().get(person.id()).update(account);

        assertRefused(byNumber(written));
        assertRefused(byNumber(proven));
    }

    @Test
    void attack_userNameThatIsTheNumberOfAnother_isNotSignedInByIt() {
        String number = number();
        UserRepresentation named = new UserRepresentation();
        named.setUsername(number);
        named.setEnabled(true);
        realm.admin().users().create(named).close();
        TestUser person = withPhone(number);

        assertEquals(person.username(), account(byNumber(number), person));
    }

    @Test
    void attack_wrongPasswordWithANumber_doesNotTellWhetherItNamesAnAccount() {
        realm.updateWithCleanup(update -> {
            update.build().setResetPasswordAllowed(true);
            return update;
        });
        String held = number();
        TestUser person = withPhone(held);

        String known = refusal(held, person);
        assertEquals(known, refusal(number(), person));
    }

    private String refusal(String number, TestUser person) {
        SignIn signIn = SignIn.open(browser().tab(), realm).password(number, "wrong");
        assertRefused(signIn);
        assertEquals(Optional.of(number), signIn.tab().attribute("username", "value"));
        String page = signIn.tab().text().replace(number, "");
        signIn.tab().followText("Forgot Password?");
        assertFalse(signIn.tab().source().contains(person.username()), signIn.tab()::text);
        return signIn.tab().status() + page + signIn.tab().text().replace(number, "");
    }

    @ParameterizedTest
    @CsvSource({"hr,false", "hr,true", "az,false"})
    void attack_lockedAccount_isAnsweredAsAWrongPassword_alsoWhereKeycloaksTextTells(String language, boolean forGood) {
        String number = number();
        TestUser person = withPhone(number);
        realm.updateWithCleanup(update -> {
            update.build().setBruteForceProtected(true);
            update.build().setPermanentLockout(forGood);
            update.build().setMaxTemporaryLockouts(0);
            update.build().setFailureFactor(1);
            update.build().setWaitIncrementSeconds(900);
            update.build().setMaxFailureWaitSeconds(900);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            update.build().setInternationalizationEnabled(true);
            update.build().setSupportedLocales(Set.of("en", language));
            return update;
        });
        String wrong = inLanguage(language, number, "wrong");
        Eventually.holds("the account is locked", () -> detector(person).locked());

        assertEquals(wrong, inLanguage(language, number, TestUser.PASSWORD));
        assertEquals(wrong, inLanguage(language, person.username(), TestUser.PASSWORD));
    }

    private String inLanguage(String language, String name, String password) {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&ui_locales=" + language)
                .password(name, password);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        return signIn.tab().text().replace(name, "");
    }

    @Test
    void attack_timeOfAWrongPassword_tellsNoStateOfAnAccount_byTheHashesThatAreComputed() {
        CountedHashes.in(server);
        realm.updateWithCleanup(update -> {
            update.build().setPasswordPolicy("hashAlgorithm(" + CountedHashes.ID + ")");
            update.build().setBruteForceProtected(true);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            update.build().setFailureFactor(1);
            return update;
        });
        String known = number();
        withPhone(known);
        String locked = number();
        TestUser lockedUser = withPhone(locked);
        hashes(locked, "wrong");
        detector(lockedUser).await(1);
        assertTrue(detector(lockedUser).locked());
        String passwordless = number();
        TestUser without = withPhone(passwordless);
        realm.admin().users().get(without.id()).credentials().stream()
                .filter(credential -> CredentialRepresentation.PASSWORD.equals(credential.getType()))
                .forEach(password -> realm.admin().users().get(without.id()).removeCredential(password.getId()));

        assertEquals(1, hashes(number(), "wrong"), "no account");
        assertEquals(1, hashes("no-such-user", "wrong"), "no account");
        assertEquals(1, hashes(number(), ""), "no account and no password");
        assertEquals(1, hashes(locked, TestUser.PASSWORD), "locked");
        assertEquals(1, hashes(lockedUser.username(), "wrong"), "locked");
        assertEquals(1, hashes(passwordless, "wrong"), "an account without a password");
        assertEquals(1, hashes(without.username(), "wrong"), "an account without a password");
        assertEquals(1, hashes(known, ""), "no password");
        assertEquals(1, hashes(known, "wrong"), "a wrong password");
    }

    /** How many hashes of passwords an attempt computes. */
    private int hashes(String name, String password) {
        int before = CountedHashes.computed(server);
        assertRefused(SignIn.open(browser().tab(), realm).password(name, password));
        return CountedHashes.computed(server) - before;
    }

    @Test
    void attack_passwordsGuessedByNumber_areCountedByTheDetector() {
        String number = number();
        TestUser person = withPhone(number);
        realm.updateWithCleanup(update -> {
            update.build().setBruteForceProtected(true);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            return update;
        });
        for (int failure = 1; failure <= 2; failure++) {
            assertRefused(SignIn.open(browser().tab(), realm).password(number, "wrong"));
            detector(person).await(failure);
        }
    }

    @Test
    void attack_passwordsGuessedByNumber_thatIsTheUserNameAsWell_areCountedOnceEach() {
        String number = number();
        TestUser person = person(user -> user.username(number));
        assertTrue(type(enrolment(person), number).code(gateway.code(digits(number), 1)).done());
        realm.updateWithCleanup(update -> {
            update.build().setBruteForceProtected(true);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            return update;
        });
        for (int failure = 1; failure <= 2; failure++) {
            assertRefused(SignIn.open(browser().tab(), realm).password(number, "wrong"));
            detector(person).await(failure);
        }
    }

    @Test
    void attack_recycledNumber_namesItsNewOwner_andTheOldAccountKeepsItsSecondFactor() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        String number = number();
        TestUser old = withPhone(number);
        TestUser next = person();
        SignIn change = type(enrolment(next), number);
        assertEquals(old.username(), account(byNumber(number), old), "not before the code");

        assertTrue(change.code(gateway.code(digits(number), 2)).done(), change.tab()::text);

        assertEquals(next.username(), account(byNumber(number), next));
        assertEquals(Optional.of("false"), attribute(old, "phoneNumberVerified"));
        Eventually.holds("the old account is told", () -> mails(old).stream()
                .anyMatch(mail -> mail.subject().startsWith("Your phone number no longer belongs")));
        SignIn signIn = afterPassword(old);
        assertFalse(signIn.done(), "no password alone");
        assertNoText(old);
    }

    @Test
    void attack_proofThatItsDirectoryDoesNotStore_takesTheNumberFromNoAccount() {
        ReadOnlyDirectory.in(server, realm.getName());
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        String number = number();
        TestUser owner = withPhone(number);
        SignIn change = type(enrolment(ReadOnlyDirectory.person(ReadOnlyDirectory.FIXED)), number);
        change.code(gateway.code(digits(number), 2));
        assertTrue(change.tab().text().contains("You cannot sign in with this account right now"),
                change.tab()::text);

        assertEquals(owner.username(), account(byNumber(number), owner));
        assertEquals(Optional.of("true"), attribute(owner, "phoneNumberVerified"));
        assertTrue(afterPassword(owner).tryAnotherWay(TEXT).asksForCode(), "it is a factor still");
    }

    @Test
    void attack_numberSharedBeforeThePolicy_isAFactorOfTheAccountAloneThatItNames() {
        policy(Map.of("countries", "DE,AT"));
        String number = number();
        TestUser first = withPhone(number);
        TestUser last = person();
        assertTrue(type(enrolment(last), number).code(gateway.code(digits(number), 2)).done());
        numbersNameAccounts();

        assertEquals(last.username(), account(byNumber(number), last));
        assertNoText(first);
        assertTrue(afterPassword(last).tryAnotherWay(TEXT).asksForCode());
        turn(ACTION, false);
        try {
            assertNoText(first);
        } finally {
            turn(ACTION, true);
        }
    }

    private void assertNoText(TestUser person) {
        SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
        assertTrue(signIn.tab().text().contains("We cannot send you a code this way."), signIn.tab()::text);
    }

    @Test
    void attack_recycledNumber_letsNoPasswordAloneSetAnother() {
        askForPasswordsAlone();
        turn("VERIFY_PROFILE", false);
        try {
            String number = number();
            TestUser old = person(user -> user.email(null).emailVerified(false));
            SignIn first = type(asked(browser()).password(old), number);
            assertTrue(first.code(gateway.code(digits(number), 1)).done(), first.tab()::text);
            TestUser next = person();
            SignIn change = asked(browser()).password(next);
            type(change.code(mail(next).code()), number).code(gateway.code(digits(number), 2));
            assertTrue(change.done(), change.tab()::text);

            SignIn again = asked(browser()).password(old);
            assertFalse(asksForNumber(again), again.tab()::text);

            // as a session can do
            realm.admin().users().get(old.id()).credentials().stream()
                    .filter(credential -> "latchkey-phone".equals(credential.getType()))
                    .forEach(proof -> realm.admin().users().get(old.id()).removeCredential(proof.getId()));
            UserRepresentation cleared = account(old);
            cleared.setAttributes(Map.of());
            realm.admin().users().get(old.id()).update(cleared);
            SignIn later = asked(browser()).password(old);
            assertFalse(asksForNumber(later), later.tab()::text);
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
    void attack_numberProvenByTwoAccountsAtOnce_namesOne() {
        String number = number();
        List<TestUser> people = List.of(person(), person());
        List<SignIn> signIns = people.stream().map(this::enrolment).toList();
        signIns.forEach(signIn -> type(signIn, number));
        List<String> codes = List.of(gateway.code(digits(number), 1), gateway.code(digits(number), 2));

        Burst.of(2, i -> signIns.get(i).code(codes.get(i)));

        SignIn signIn = byNumber(number);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        Eventually.holds("one of them gets the mail", () -> people.stream().filter(person -> mails(person).stream()
                .anyMatch(mail -> mail.subject().contains(signIn.reference()))).count() == 1);
    }

    @Test
    void attack_numberProvenByManyAtOnce_isVerifiedForOne_andTheOthersLearnIt() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        String number = number();
        List<TestUser> people = Stream.generate(this::person).limit(4).toList();
        List<SignIn> signIns = people.stream().map(this::enrolment).toList();
        List<String> codes = new ArrayList<>();
        for (SignIn signIn : signIns) {
            type(signIn, number);
            codes.add(gateway.code(digits(number), codes.size() + 1));
        }

        Burst.of(people.size(), i -> signIns.get(i).code(codes.get(i)));

        assertEquals(1, people.stream().filter(person -> attribute(person, "phoneNumberVerified")
                .filter("true"::equals).isPresent()).count());
        Eventually.holds("the others are told", () -> IntStream.range(0, people.size())
                .filter(i -> !signIns.get(i).done() || mails(people.get(i)).stream()
                        .anyMatch(mail -> mail.subject().startsWith("Your phone number no longer belongs")))
                .count() == people.size() - 1);
    }

    @Test
    void attack_numberTakenBetweenTheClaimOfAnotherAccountAndItsProof_isNotProvenForThat() {
        String number = number();
        TestUser first = person();
        assertTrue(server.fetch(PhonesOnServer.claimed(realm.getName(), first.id(), number), Boolean.class));
        TestUser second = withPhone(number);

        assertFalse(server.fetch(PhonesOnServer.proven(realm.getName(), first.id(), number), Boolean.class));

        assertEquals(Optional.empty(), attribute(first, "phoneNumberVerified"));
        assertEquals(second.username(), account(byNumber(number), second));
    }

    @Test
    void attack_addressSetByATokenAlone_isNoMailboxForAnotherNumber_andTheNumberIsTold() {
        askForPasswordsAlone();
        turn("VERIFY_PROFILE", false);
        try {
            String number = number();
            TestUser owner = person(user -> user.email(null).emailVerified(false));
            Browser browser = browser();
            SignIn first = type(asked(browser).password(owner), number);
            assertTrue(first.code(gateway.code(digits(number), 1)).done(), first.tab()::text);

            String address = addressByToken(owner, number);
            Eventually.holds("the number is told", () -> gateway.to(digits(number)).size() == 2);
            assertNoNumberIsSet(asked(browser));
            assertNoNumberIsSet(asked(browser()).password(owner));
            VerifyEmail.in(realm).policy(Map.of("verify_unverified", "true"));
            assertNoNumberIsSet(asked(browser));
            assertNoNumberIsSet(asked(browser()).password(owner));

            realm.updateWithCleanup(update -> update.browserFlow("test browser"));
            SignIn byMail = asked(browser()).password(owner);
            byMail.code(newestCode(new TestUser(owner.id(), owner.username(), address), byMail.reference()));
            assertNoNumberIsSet(byMail);
            SignIn byText = asked(browser()).password(owner).tryAnotherWay(TEXT);
            byText.code(gateway.code(digits(number), 3));
            assertTrue(byText.asksForCode(), "the mailbox is to be verified now");
            addressByToken(owner, number());
            Eventually.holds("the number is told of that as well", () -> gateway.to(digits(number)).size() == 4);
        } finally {
            turn("VERIFY_PROFILE", true);
        }
    }

    private void assertNoNumberIsSet(SignIn signIn) {
        assertFalse(signIn.asksForCode(), signIn.tab()::text);
        assertFalse(asksForNumber(signIn), signIn.tab()::text);
        assertTrue(signIn.done(), signIn.tab()::text);
    }

    /** Writes an address, and a number, into an account, by its user's token. */
    private String addressByToken(TestUser person, String number) {
        String address = person.username() + NUMBER.incrementAndGet() + "@mail.example";
        HttpResponse<String> stored = Rest.ofApp(realm, person).send("POST",
                "/realms/" + realm.getName() + "/account/",
                "{\"username\":\"%s\",\"firstName\":\"Uma\",\"lastName\":\"User\",\"email\":\"%s\","
                        .formatted(person.username(), address)
                        + "\"attributes\":{\"phoneNumber\":[\"%s\"]}}".formatted(number));
        assertEquals(204, stored.statusCode(), stored::body);
        return address;
    }

    @Test
    void withoutThePolicyNumbersNameNoAccounts_andItsValuesAreChecked() {
        String number = number();
        withPhone(number);
        policy(Map.of("countries", "DE,AT"));

        assertRefused(byNumber(number));
        assertThrows(BadRequestException.class, () -> policy(Map.of("identifier", "number")));
        assertThrows(BadRequestException.class, () -> policy(Map.of("home_country", "DE,AT")));
    }

    @Test
    void withoutTheServersOption_numbersNameNoAccounts_andTheLogTells() {
        String number = number();
        withPhone(number);
        ServerLog log = ServerLog.fromHere();
        server.run(PhonesOnServer.withOptionsOf("without-options"));
        try {
            assertRefused(byNumber(number));
            assertFalse(server.fetch(PhonesOnServer.resets(realm.getName()), Boolean.class));
        } finally {
            server.run(PhonesOnServer.withOptionsOf("latchkey-phone", "text"));
        }
        assertTrue(byNumber(number).asksForCode());
        assertTrue(log.text().contains("spi-latchkey-phone--text--experimental=true"));
    }
}
