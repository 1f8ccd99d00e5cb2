package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Registrations that are refused, by browser and by API: an answer and an event each time, and nothing is left. */
@KeycloakIntegrationTest(config = FlowServer.class)
class RegistrationIT extends RegistrationTest {

    private static final String WRONG_PASSWORD = "the password of somebody else";

    @Test
    void attack_takenAddressAsUserNameBesideAMistake_isNotRevealed() {
        userNames();
        TestUser owner = person();
        SignIn page = byBrowser(fields("username", owner.email(), "email", freshAddress()), NEW_PASSWORD, "other");
        assertRefused(page);
        assertTrue(page.tab().text().contains("Password confirmation doesn't match"), page.tab()::text);
        assertFalse(page.tab().text().contains("already exists"), page.tab()::text);
    }

    @Test
    void aTakenUserNameIsReportedOnceAllElseIsRight() {
        userNames();
        String username = person(realm, user -> user).username();
        List<Integer> before = stored();

        SignIn page = byBrowser(fields("username", username, "email", freshAddress()));
        assertRefused(page);
        assertTrue(page.tab().text().contains("Username already exists"), page.tab()::text);
        assertRefused(byApi(fields("username", username, "email", freshAddress())), "username", USERNAME_EXISTS);
        assertEquals(before, stored());
    }

    @Test
    void attack_guessingUserNames_isLimited() {
        userNames();
        String username = person(realm, user -> user).username();
        change(builder -> builder.attribute("latchkey.limits.sign-up-ip-minute", "1"));
        rows().forgetRates(realm.getId());
        assertRefused(byApi(fields("username", username, "email", freshAddress())), "username", USERNAME_EXISTS);
        assertProblem(429, "too-many-requests", byApi(fields("username", username, "email", freshAddress())));
    }

    @Test
    void anAddressThatMayBeLeftOutIsNeededToSignUp() {
        userNames();
        optionalAddress();
        List<Integer> before = stored();
        String name = "noaddress" + NUMBER.incrementAndGet();
        for (Map<String, Object> fields : List.of(fields("username", name), fields("username", name, "email", ""),
                fields("username", name, "email", " "))) {
            assertRefused(byBrowser(fields));
            assertRefused(byApi(fields), "email", "missingEmailMessage");
        }
        assertEquals(before, stored());
        assertEquals(List.of(), named(name));
    }

    @Test
    void anAddressThatAdministratorsAloneMayEditIsNoWayToSignUp() {
        userNames();
        addressForAdministratorsAlone();
        List<Integer> before = stored();
        String email = freshAddress();
        for (String address : List.of(email, person().email())) {
            Map<String, Object> fields = fields("username", "readonly" + NUMBER.incrementAndGet(), "email", address);
            before = stored();
            assertRefused(byBrowser(fields));
            assertRefused(byApi(fields), "email", "error-user-attribute-read-only");
            assertEquals(before, stored());
        }
        assertEquals(List.of(), inbox().all(email));
    }

    @Test
    void whoseAddressIsToBeUpdatedAnywayHasTheTypedOneUntilThen() {
        RequiredActionProviderRepresentation update = realm.admin().flows().getRequiredAction("UPDATE_EMAIL");
        boolean enabled = update.isEnabled();
        update.setEnabled(true);
        update.setDefaultAction(true);
        realm.admin().flows().updateRequiredAction("UPDATE_EMAIL", update);
        try {
            String email = freshAddress();
            SignIn signUp = signUp(email, TestUser.PASSWORD);
            assertTrue(pending(email));
            signUp.code(mailOf(email, signUp).code());
            assertFalse(pending(email));
        } finally {
            update.setEnabled(enabled);
            update.setDefaultAction(false);
            realm.admin().flows().updateRequiredAction("UPDATE_EMAIL", update);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_passwordThatThePolicyRefusesForThisAccount_revealsNothing(boolean userNames) {
        change(builder -> builder.passwordPolicy("notEmail"));
        if (userNames) {
            userNames();
        }
        TestUser owner = person();
        String free = owner.email().replace("user", "free");
        List<Integer> before = stored();
        for (String address : List.of(free, owner.email())) {
            Map<String, Object> fields = fields("username", "policy" + NUMBER.incrementAndGet(), "email", address);
            NativeApp.Answer answer = app().register(fields, address);
            assertRefused(answer, "password", "invalidPasswordNotEmailMessage");
            assertRefused(byBrowser(fields, address, address));
        }
        assertEquals(before, stored());
    }

    @Test
    void whereAnAddressIsNoWayToSignInItMayBeSomebodysUserName() {
        userNames();
        change(builder -> builder.loginWithEmailAllowed(false));
        String address = person(realm, user -> user.username("name" + NUMBER.incrementAndGet() + "@mail.example"))
                .username();
        SignIn signUp = byBrowser(fields("username", "other" + NUMBER.incrementAndGet(), "email", address));
        assertTrue(signUp.code(mailOf(address, signUp).code()).done(), signUp.tab()::text);
    }

    @Test
    void attack_loneSurrogatesAndNulsInAnyField_areRefused() {
        ServerLog log = ServerLog.fromHere();
        List<Integer> before = stored();
        for (String attributes : List.of("{\"email\":\"a\\ud800@b.example\"}", "{\"email\":\"a\\u0000@b.example\"}",
                "{\"email\":\"a@b.example\",\"firstName\":\"\\udc00\"}",
                "{\"email\":\"a@b.example\",\"\\ud800\":\"x\"}", "{\"email\":\"a@b.example\",\"x\\u0000\":\"x\"}")) {
            NativeApp.Answer answer = app().send("/registrations", "{\"client_id\":\"native\",\"password\":\""
                    + NEW_PASSWORD + "\",\"attributes\":" + attributes + "}");
            assertEquals(400, answer.status(), answer::toString);
        }
        assertProblem(400, "invalid-request", app().send("/challenges",
                "{\"client_id\":\"native\",\"purpose\":\"signup\",\"address\":\"a\\ud800@b.example\"}"));
        assertRefused(byBrowser(fields("email", freshAddress(), "firstName", "N\0")));
        assertRefused(byBrowser(fields("email", freshAddress(), "x\0", "y")));
        // Keycloak takes the first for blank, and would not compare it with the confirmation
        assertRefused(byBrowser(fields("email", freshAddress()), "\0\0\0\0\0\0\0\0\0\0", NEW_PASSWORD));
        assertRefused(byBrowser(fields("email", freshAddress()), NEW_PASSWORD + "\0", NEW_PASSWORD + "\0"));
        assertEquals(before, stored());
        log.assertNoTrace();
    }

    @Test
    void attack_valuesLongerThanTheirColumns_areRefused() {
        profile(config -> {
            config.getAttribute("firstName").setValidations(Map.of());
            config.getAttribute("email").setValidations(Map.of());
            config.getAttribute("username").setValidations(Map.of());
        });
        ServerLog log = ServerLog.fromHere();
        List<Integer> before = stored();
        String longAddress = "a".repeat(60) + "@" + "b".repeat(60) + ("." + "c".repeat(60)).repeat(3) + ".example";
        for (Map<String, Object> fields : List.of(fields("email", longAddress),
                fields("email", freshAddress(), "firstName", "N".repeat(256)),
                fields("email", "\u00fc".repeat(250) + "@mail.example"))) {
            NativeApp.Answer answer = byApi(fields);
            assertProblem(400, "invalid-input", answer);
            assertRefused(byBrowser(fields));
        }
        assertEquals(before, stored());
        log.assertNoTrace();
    }

    @Test
    void attack_parallelSignUpsOfOneAddress_byApi_areAllAnsweredAlike() throws Exception {
        ServerLog log = ServerLog.fromHere();
        String taken = person().email();
        for (int round = 0; round < 5; round++) {
            String email = round == 4 ? taken : freshAddress();
            int many = 12;
            CountDownLatch start = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(many);
            try {
                List<Future<NativeApp.Answer>> answers = IntStream.range(0, many).mapToObj(i -> pool.submit(() -> {
                    start.await();
                    return byApi(fields("email", email));
                })).toList();
                start.countDown();
                for (Future<NativeApp.Answer> answer : answers) {
                    int status = answer.get().status();
                    assertTrue(status == 202 || status == 429, answer.get()::toString);
                }
            } finally {
                pool.shutdownNow();
            }
            assertEquals(1, accounts(email).size());
        }
        log.assertNoTrace();
    }

    @Test
    void aMistypedAddressIsMendedBySigningUpAgainWithTheSameNameAndPassword() {
        userNames();
        String name = "mistyped" + NUMBER.incrementAndGet();
        String mistyped = freshAddress();
        SignIn first = byBrowser(fields("username", name, "email", mistyped));
        Mail old = mailOf(mistyped, first);
        String replaced = account(mistyped).getId();

        String right = freshAddress();
        SignIn again = byBrowser(fields("username", name, "email", right));
        assertTrue(again.asksForCode(), again.tab()::text);
        assertEquals(List.of(), accounts(mistyped));
        UserRepresentation account = account(right);
        assertNotEquals(replaced, account.getId());
        assertEquals(name, account.getUsername());
        assertFalse(first.code(old.code()).done(), "the account of the first code is gone");
        assertTrue(again.code(mailOf(right, again).code()).done(), again.tab()::text);

        assertRefused(byApi(fields("username", name, "email", freshAddress())), "username", USERNAME_EXISTS);
        assertEquals(right, named(name).get(0).getEmail(), "a proven account is never replaced");
    }

    @Test
    void aMistypedAddressIsMendedByApiAsWell() {
        userNames();
        String name = "mistyped" + NUMBER.incrementAndGet();
        String mistyped = freshAddress();
        byApi(fields("username", name, "email", mistyped));
        String right = freshAddress();
        NativeApp.Answer again = byApi(fields("username", name, "email", right));
        assertEquals(204, app().verify(again, codeOf(right, again)).status());
        assertEquals(List.of(), accounts(mistyped));
        assertFalse(pending(right));
    }

    @Test
    void attack_pendingUserNameWithAWrongPassword_looksTaken() {
        userNames();
        String taken = "taken" + NUMBER.incrementAndGet();
        person(realm, user -> user.username(taken));
        String pending = "later" + NUMBER.incrementAndGet();
        String address = freshAddress();
        byApi(fields("username", pending, "email", address));
        List<Integer> before = stored();

        for (String password : List.of(WRONG_PASSWORD, "another " + WRONG_PASSWORD)) {
            assertEquals(
                    app().register(fields("username", taken, "email", freshAddress()), password).toString(),
                    app().register(fields("username", pending, "email", freshAddress()), password).toString());
        }
        SignIn page = byBrowser(fields("username", pending, "email", freshAddress()), WRONG_PASSWORD, WRONG_PASSWORD);
        assertRefused(page);
        assertTrue(page.tab().text().contains("Username already exists"), page.tab()::text);
        assertEquals(before, stored());
        assertTrue(pending(address));
    }

    @Test
    void attack_guessingThePasswordOfAPendingAccount_endsWithTheDaysFailures() {
        userNames();
        String name = "guessed" + NUMBER.incrementAndGet();
        String address = freshAddress();
        byApi(fields("username", name, "email", address));
        for (int guess = 0; guess < 10; guess++) {
            assertRefused(app().register(fields("username", name, "email", freshAddress()), WRONG_PASSWORD + guess),
                    "username", USERNAME_EXISTS);
        }
        assertRefused(byApi(fields("username", name, "email", freshAddress())), "username", USERNAME_EXISTS);
        assertTrue(pending(address), "not even the right one is compared");
    }

    @Test
    void attack_userNameAndPasswordOfAnInvitedAccount_replaceNothing() {
        userNames();
        String name = "invited" + NUMBER.incrementAndGet();
        TestUser invited = person(realm, user -> user.username(name).emailVerified(false)
                .requiredActions(VerifyEmail.ACTION));
        NativeApp.Answer answer = app().register(fields("username", name, "email", freshAddress()), TestUser.PASSWORD);
        assertRefused(answer, "username", USERNAME_EXISTS);
        assertEquals(invited.id(), named(name).get(0).getId());
    }

    @Test
    void attack_ownPendingNameBesideATakenAddress_changesNothing() {
        userNames();
        TestUser owner = person();
        String name = "own" + NUMBER.incrementAndGet();
        String address = freshAddress();
        byApi(fields("username", name, "email", address));
        NativeApp.Answer answer = byApi(fields("username", name, "email", owner.email()));
        assertEquals(202, answer.status(), answer::toString);
        assertTrue(mail(owner).subject().startsWith("You already have an account"));
        assertTrue(pending(address));
    }

    @Test
    void theCodePageLeadsBackToTheRegistrationForm() {
        String email = freshAddress();
        SignIn signUp = signUp(email, NEW_PASSWORD);
        assertTrue(signUp.tab().text().contains("Not your address?"), signUp.tab()::text);
        signUp.tab().click("latchkey-other-address");
        assertTrue(signUp.tab().has("kc-register-form"), signUp.tab()::text);
        assertEquals(Optional.of(email), signUp.tab().attribute("email", "value"), "what was typed");
        assertEquals(Optional.of("Nora"), signUp.tab().attribute("firstName", "value"));
        assertFalse(signUp.tab().source().contains(NEW_PASSWORD));
        String right = freshAddress();
        signUp.fillIn(right, NEW_PASSWORD);
        assertTrue(signUp.code(mailOf(right, signUp).code()).done(), signUp.tab()::text);

        SignIn signIn = SignIn.open(browser().tab(), realm);
        signIn.tab().followText("Register");
        signIn.fillIn(freshAddress(), NEW_PASSWORD);
        signIn.tab().click("latchkey-other-address");
        assertTrue(signIn.tab().has("kc-register-form"), signIn.tab()::text);
        assertFalse(SignIn.open(browser().tab(), realm).password(person()).tab().has("latchkey-other-address"));
    }
}
