package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Sign-up, password reset and verification of an address in an app without a browser. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeEndpointsIT extends NativeEndpointsTest {

    @Test
    void registerVerifyAndSignIn() {
        String email = freshAddress();
        NativeApp.Answer challenge = app().register(email, TestUser.PASSWORD);
        assertEquals(202, challenge.status(), challenge::toString);
        assertEquals(6, challenge.json().get("code_length").asInt());
        assertEquals(3, challenge.json().get("attempts_left").asInt());
        assertTrue(pending(email));
        assertAsksForMailbox(signIn(email, TestUser.PASSWORD));

        Mail mail = mailOf(email, challenge);
        assertTrue(mail.text().contains("Use this code to finish signing up:"), mail::text);
        NativeApp.Answer wrong = app().verify(challenge, wrong(mail.code()));
        assertProblem(400, "wrong-code", wrong);
        assertEquals(2, wrong.json().get("attempts_left").asInt());
        assertTrue(pending(email));
        assertEquals(204, app().verify(challenge, mail.code()).status());

        assertFalse(pending(email));
        assertTrue(account(email).isEmailVerified());
        assertEquals("Nora", account(email).getFirstName());
        assertEquals(1, events(owner(email)).count("VERIFY_EMAIL"));
        assertTrue(signIn(email, TestUser.PASSWORD).done());
        assertProblem(400, "expired", app().verify(challenge, mail.code()));
    }

    /** A pending account gets no tokens. */
    private static void assertAsksForMailbox(NativeApp.Answer answer) {
        assertTrue(answer.asksForCode(), answer::toString);
        assertEquals(VerifyEmail.ACTION, answer.json().path("kc_action").asText(), answer::toString);
    }

    /** Who has lost the challenge of the sign-up signs in. */
    @Test
    void aPendingAccount_becomesActive_byTheCodeOfItsSignIn() {
        String email = freshAddress();
        assertEquals(202, app().register(email, TestUser.PASSWORD).status());
        NativeApp.Answer asked = signIn(email, TestUser.PASSWORD);
        assertAsksForMailbox(asked);

        assertTrue(new NativeApp(realm, Realms.NATIVE).otp(asked, codeOf(email, asked)).done());

        assertFalse(pending(email));
        assertTrue(account(email).isEmailVerified());
        assertEquals(0, rows().unproven(owner(email)));
        assertTrue(signIn(email, TestUser.PASSWORD).done());
    }

    @Test
    void attack_signInToAPendingAccount_takesNoCodeOfAnotherChallenge_andEndsWithTheAccount() {
        String email = freshAddress();
        NativeApp.Answer registered = app().register(email, "the attackers password");
        NativeApp signIn = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer attacker = signIn(email, "the attackers password");
        assertAsksForMailbox(attacker);
        String own = codeOf(email, attacker);
        NativeApp.Answer challenge = app().challenge("verify_email", email);
        for (String code : List.of(codeOf(email, registered), codeOf(email, challenge))) {
            assertEquals("wrong", signIn.otp(attacker, code).json().path("otp_error").asText());
        }
        assertProblem(400, "wrong-code", app().verify(challenge, own, "the attackers password"));

        NativeApp.Answer victim = app().register(email, TestUser.PASSWORD);

        assertFalse(signIn.otp(attacker, own).done());
        assertEquals(204, app().verify(victim, codeOf(email, victim)).status());
        assertFalse(signIn.otp(attacker, own).done());
        assertFalse(signIn(email, "the attackers password").done());
        assertTrue(signIn(email, TestUser.PASSWORD).done());
    }

    @Test
    void attack_registeringAnAddressThatExists_isAnsweredTheSameAndNotifiesTheOwnerAlone() {
        TestUser owner = person();
        NativeApp.Answer known = app().register(owner.email(), NEW_PASSWORD);
        NativeApp.Answer unknown = app().register("new" + owner.email(), NEW_PASSWORD);

        assertAlike(unknown, known);
        assertTrue(mail(owner).subject().startsWith("You already have an account"));
        assertEquals(owner.id(), account(owner.email()).getId());
        assertProblem(400, "wrong-code", app().verify(known, "123456"));
        assertTrue(signIn(owner.email(), TestUser.PASSWORD).done(), "the password is the owner's still");
        assertNotEquals(NativeApiClient.id(known), NativeApiClient.id(app().register(owner.email(), NEW_PASSWORD)),
                "as a second sign-up with a free address");
    }

    @Test
    void attack_askingWhichAddressesHaveAnAccount_isAnsweredTheSame() {
        TestUser known = person();
        TestUser unverified = person(user -> user.emailVerified(false));
        TestUser disabled = person(user -> user.enabled(false));
        TestUser federated = federated();
        for (String purpose : List.of("signup", "verify_email", "password_reset")) {
            List<String> addresses = List.of(freshAddress(), known.email(), unverified.email(), disabled.email(),
                    federated.email());
            // at once, because each answer is padded
            List<NativeApp.Answer> answers = Burst.of(addresses.size(),
                    number -> app().challenge(purpose, addresses.get(number)));
            NativeApp.Answer unknown = answers.get(0);
            answers.forEach(answer -> assertAlike(unknown, answer));
            NativeApp.Answer guess = app().verify(unknown, "123456", NEW_PASSWORD);
            assertProblem(400, "wrong-code", guess);
            assertEquals(guess.response().body(),
                    app().verify(app().challenge(purpose, disabled.email()), "123456", NEW_PASSWORD).response().body());
        }
        Eventually.holds("the reset alone can serve it", () -> mails(known).size() == 1);
        assertEquals(0, inbox().all(disabled.email()).size());
        assertEquals(0, inbox().all(federated.email()).size());
    }

    @Test
    void attack_measuringHowLongAnAnswerTakes_seesWholeBeatsAlone() {
        TestUser known = person();
        long before = System.nanoTime();
        app().challenge("password_reset", known.email());
        app().challenge("password_reset", freshAddress());
        assertTrue(System.nanoTime() - before >= Duration.ofMillis(500).toNanos(), "a quarter of a second each");
    }

    private static void assertAlike(NativeApp.Answer one, NativeApp.Answer other) {
        assertEquals(202, other.status(), other::toString);
        assertEquals(one.response().body().length(), other.response().body().length());
        assertEquals(one.json().properties().stream().map(member -> member.getKey()).toList(),
                other.json().properties().stream().map(member -> member.getKey()).toList());
        assertEquals(new TreeSet<>(one.response().headers().map().keySet()),
                new TreeSet<>(other.response().headers().map().keySet()));
    }

    @Test
    void resetEndsTheOldPasswordAndEverySessionAndSignsNoUserIn() {
        TestUser person = person();
        Browser trusted = browser();
        SignIn signIn = afterPassword(trusted, person);
        assertTrue(signIn.codeAndTrust(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), challenge);

        NativeApp.Answer done = app().verify(challenge, code, NEW_PASSWORD);

        assertEquals(204, done.status(), done::toString);
        assertEquals("", done.response().body());
        assertEquals(0, rows().trusted(person));
        assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
        NativeApp.Answer asked = password(new NativeApp(realm, Realms.NATIVE), person.email(), NEW_PASSWORD);
        assertTrue(asked.asksForCode(), "the second factor is asked");
        assertEquals(0, rows().trusted(person), "no trust was minted");
        // last: while the detector counts a failure, it rejects the user
        assertEquals("invalid_grant", signIn(person.email(), TestUser.PASSWORD).error());
    }

    @Test
    void attack_resetByAnApp_isReportedToTheOwner() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        TestUser person = person();
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());

        assertEquals(204, app().verify(challenge, codeOf(person.email(), challenge), NEW_PASSWORD).status());

        Eventually.present("the notice", () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().contains("sign-in changed")).findFirst());
    }

    @Test
    void attack_resetVerifiesNoAddress() {
        TestUser person = person(user -> user.emailVerified(false));
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        assertEquals(204, app().verify(challenge, codeOf(person.email(), challenge), NEW_PASSWORD).status());
        assertFalse(account(person.email()).isEmailVerified());
    }

    @Test
    void attack_addressInAnotherSpelling_isRefused_withOrWithoutAnAccount() {
        List<String> addresses = List.of(freshAddress(), person().email());
        List<String> spelled = addresses.stream().flatMap(address -> Stream.of(address.replace("mail.", "m\uff41il."),
                address.replace("mail.", "ma\u00adil."), address.replace("mail.", "\u200bmail."),
                address.replace("mail.", "mail\u3002"), '"' + address.replace("@", "\"@"))).toList();
        assertFalse(spelled.stream().anyMatch(addresses::contains));

        Burst.of(spelled.size(), number -> app().register(spelled.get(number), NEW_PASSWORD)).forEach(answer -> {
            assertProblem(400, "invalid-input", answer);
            assertEquals("email", answer.json().at("/errors/0/field").asText());
            assertEquals("error-invalid-email", answer.json().at("/errors/0/message").asText());
        });
        assertEquals(400, app().register("boss@stra\u00dfe.example", NEW_PASSWORD).status());
        addresses.forEach(address -> assertEquals(0, inbox().all(address).size()));
    }

    @Test
    void attack_mailboxOfAnotherDomain_provesNoAddressAndResetsNoPassword_whileItsUserSignsIn() {
        action.policy(Map.of("verify_unverified", "true"));
        String number = freshAddress().replaceFirst("@.*", "");
        String email = number + "@stra\u00dfe.example";
        String mailed = number + "@strasse.example";
        TestUser person = person();
        UserRepresentation account = account(person.email());
        account.setEmail(email);
        account.setUsername(email);
        account.setEmailVerified(false);
        realm.admin().users().get(person.id()).update(account);

        for (String purpose : List.of("verify_email", "password_reset")) {
            assertAlike(app().challenge(purpose, freshAddress()), app().challenge(purpose, email));
        }
        assertTrue(forgotten(browser(), email).asksForCode());
        assertTrue(passwordless(browser(), email).asksForCode());
        assertEquals(0, inbox().all(mailed).size());

        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
        assertTrue(signIn.code(mailOf(mailed, signIn).code()).done(), signIn.tab()::text);
        assertFalse(realm.admin().users().get(person.id()).toRepresentation().isEmailVerified());

        account.setRequiredActions(List.of(VerifyEmail.ACTION));
        realm.admin().users().get(person.id()).update(account);
        SignIn asked = SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
        asked.code(mailOf(mailed, asked).code());
        assertTrue(asked.tab().text().contains("You cannot sign in with this account rig"), asked.tab()::text);
        assertFalse(realm.admin().users().get(person.id()).toRepresentation().isEmailVerified());
    }

    @Test
    void attack_mailboxOfAnotherDomain_signsInAloneInNoFlow() {
        TestUser person = mailedElsewhere();

        assertNoCodeAlone(person.username(), person.email());
    }

    @Test
    void attack_mailboxOfAnotherDomain_isMailedNoCodeAtAForcedSignIn() {
        TestUser person = mailedElsewhere();
        Browser browser = browser();
        SignIn session = SignIn.open(browser.tab(), realm).password(person);
        assertTrue(session.code(mailOf(person.email(), session).code()).done(), session.tab()::text);
        pass(Duration.ofMinutes(10));

        for (String forced : List.of("&prompt=login", "&kc_action=UPDATE_PASSWORD")) {
            SignIn again = SignIn.open(browser.tab(), realm, Realms.OTHER_APP, forced);
            assertFalse(again.asksForCode(), again.tab()::text);
            assertTrue(again.username(person.username()).asksForCode(), again.tab()::text);
        }
        TestUser other = person();
        passwordless(browser(), other.username());
        Eventually.holds("a later mail", () -> mails(other).size() == 1);
        assertEquals(1, mails(person).size());
    }

    /** A user, whose mails go to the address that is returned: not to that of the account. */
    private TestUser mailedElsewhere() {
        TestUser person = person();
        String name = person.email().replaceFirst("@.*", "");
        UserRepresentation account = account(person.email());
        account.setEmail(name + "@stra\u00dfe.example");
        account.setUsername(account.getEmail());
        realm.admin().users().get(person.id()).update(account);
        return new TestUser(person.id(), account.getEmail(), name + "@strasse.example");
    }

    @Test
    void aWeakPasswordIsRefusedWithoutSpendingTheCode() {
        realm.updateWithCleanup(builder -> builder.passwordPolicy("length(12)"));
        TestUser person = person();
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), challenge);

        NativeApp.Answer weak = app().verify(challenge, code, "short");
        assertProblem(400, "invalid-input", weak);
        assertEquals("invalidPasswordMinLengthMessage", weak.json().at("/errors/0/message").asText());
        assertEquals("password", weak.json().at("/errors/0/field").asText());
        assertProblem(400, "invalid-input", app().verify(challenge, code));
        assertEquals(0, rows().attempts(person), "nothing was judged");
        assertEquals(204, app().verify(challenge, code, NEW_PASSWORD).status());

        assertProblem(400, "invalid-input", app().register(freshAddress(), "short"));
        assertProblem(400, "invalid-input", app().register(person.email(), "short"));
    }

    @Test
    void verifyEmailProvesAnAddressWithTheAccountsPassword() {
        TestUser person = person(user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION));
        NativeApp.Answer challenge = app().challenge("verify_email", person.email());
        assertEquals(204, app().verify(challenge, codeOf(person.email(), challenge), TestUser.PASSWORD).status());
        assertTrue(account(person.email()).isEmailVerified());
        assertTrue(signIn(person.email(), TestUser.PASSWORD).done());
    }

    @Test
    void whoLeavesASignUpHalfWayFinishesLater() {
        String email = freshAddress();
        app().register(email, TestUser.PASSWORD);
        NativeApp.Answer challenge = app().challenge("signup", email);
        assertEquals(204, app().verify(challenge, codeOf(email, challenge), TestUser.PASSWORD).status());
        assertFalse(pending(email));
        assertEquals(0, rows().unproven(owner(email)));
    }

    @Test
    void anAccountThatSignUpHasNotCreated_isMailedNoSignUpCode() {
        TestUser person = person(user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION));

        assertEquals(202, app().challenge("signup", person.email()).status());

        assertEquals(0, rows().sends(person));
    }

    @Test
    void attack_preHijacking_theVictimsCodeNeverProvesTheAttackersPassword() {
        String email = freshAddress();
        app().register(email, "the attackers password");
        for (String purpose : List.of("signup", "verify_email")) {
            NativeApp.Answer victim = app().challenge(purpose, email);
            String code = codeOf(email, victim);
            assertProblem(400, "invalid-input", app().verify(victim, code));
            assertProblem(400, "wrong-password", app().verify(victim, code, TestUser.PASSWORD));
            assertTrue(pending(email));
        }
        assertAsksForMailbox(signIn(email, "the attackers password"));
    }

    @Test
    void attack_laterSignUp_leavesTheFirstNothing() {
        String email = freshAddress();
        NativeApp.Answer attacker = app().register(email, "the attackers password");
        String attackersCode = codeOf(email, attacker);
        NativeApp.Answer victim = app().register(email, TestUser.PASSWORD);
        String victimsCode = codeOf(email, victim);

        assertProblem(400, "wrong-code", app().verify(attacker, attackersCode));
        assertProblem(400, "wrong-code", app().verify(attacker, victimsCode));
        assertEquals(204, app().verify(victim, victimsCode).status());
        assertTrue(signIn(email, TestUser.PASSWORD).done());
        assertEquals("invalid_grant", signIn(email, "the attackers password").error());
    }

    @Test
    void attack_signingUpTwiceToSeeWhetherTheFirstWasReplaced_isAnsweredTheSame() {
        String free = freshAddress();
        for (String address : List.of(person().email(), free)) {
            NativeApp.Answer first = app().register(address, NEW_PASSWORD);
            NativeApp.Answer reset = app().challenge("password_reset", address);
            app().register(address, NEW_PASSWORD);
            for (NativeApp.Answer challenge : List.of(first, reset)) {
                NativeApp.Answer guess = app().verify(challenge, "000000", NEW_PASSWORD);
                assertProblem(400, "wrong-code", guess);
                assertEquals(2, guess.json().get("attempts_left").asInt(), address);
            }
        }
    }

    @Test
    void attack_spendingADaysCodesAndSigningUpAgain_doesNotDistinguishPendingFromTaken() {
        action.policy(Map.of("sends_per_hour", "10"));
        List<String> addresses = List.of(person().email(), freshAddress());
        // at once, because most answers are padded
        Burst.of(addresses.size(), number -> {
            String address = addresses.get(number);
            app().register(address, NEW_PASSWORD);
            for (int guess = 0; guess < 10; guess += 2) {
                NativeApp.Answer challenge = app().challenge("password_reset", address);
                assertEquals(202, challenge.status(), address);
                assertProblem(400, "wrong-code", app().verify(challenge, "000000", NEW_PASSWORD));
                assertProblem(400, "wrong-code", app().verify(challenge, "000001", NEW_PASSWORD));
            }
            app().register(address, NEW_PASSWORD);

            assertProblem(429, "codes-spent", app().challenge("password_reset", address));
            return address;
        });
    }

    @Test
    void attack_twoWhoAskAboutOneAddressNeverShareAChallenge() {
        TestUser person = person();
        NativeApp.Answer attacker = app().challenge("password_reset", person.email());
        NativeApp.Answer owner = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), owner);

        assertNotEquals(NativeApiClient.id(attacker), NativeApiClient.id(owner));
        assertProblem(400, "wrong-code", app().verify(attacker, code, NEW_PASSWORD));
        assertEquals(204, app().verify(owner, code, NEW_PASSWORD).status());
    }

    @Test
    void attack_challengeOfAnotherClientOrKey_isUnknown() {
        TestUser person = person();
        DPoPKey key = new DPoPKey();
        NativeApp.Answer challenge = app().with(key).challenge("password_reset", person.email());
        String code = codeOf(person.email(), challenge);
        NativeApp.Answer unknown = app().verify("A".repeat(43), code, NEW_PASSWORD);
        assertProblem(400, "expired", unknown);

        for (NativeApiClient thief : List.of(app(), app().with(new DPoPKey()),
                new NativeApiClient(realm, Realms.OTHER_NATIVE).with(key),
                new NativeApiClient(realm, Realms.OTHER_NATIVE))) {
            NativeApp.Answer refused = thief.verify(challenge, code, NEW_PASSWORD);
            assertEquals(400, refused.status());
            assertEquals(unknown.response().body(), refused.response().body());
            assertProblem(400, "expired", thief.resend(NativeApiClient.id(challenge)));
        }
        assertEquals(0, rows().attempts(person), "nothing was judged");
        assertEquals(204, app().with(key).verify(challenge, code, NEW_PASSWORD).status());
    }

    @Test
    void attack_idOfTheChallengesRow_isNoChallenge() {
        TestUser person = person();
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        String row = rows().challenge(person);
        assertProblem(400, "expired", app().verify(row, codeOf(person.email(), challenge), NEW_PASSWORD));
    }

    @Test
    void attack_linkMadeForAnAppsCode_isRefused() {
        TestUser person = person();
        app().challenge("password_reset", person.email());
        String link = FlowServer.BASE + "/realms/" + realm.getName() + "/latchkey-otp/links/" + rows().challenge(person)
                + "?token=" + "A".repeat(43);
        assertEquals("invalid", LinkVisit.open(browser().tab(), link).state());
        assertEquals("invalid", LinkVisit.post(browser().tab(), link).state());
    }

    @Test
    void noMailOfAnAppSpeaksOfALink() {
        TestUser person = person();
        String email = freshAddress();
        Map<String, NativeApp.Answer> asked = Map.of(
                "Use this code to finish signing up:", app().register(email, NEW_PASSWORD),
                "Use this code to choose a new password:", app().challenge("password_reset", person.email()),
                "Use this code to verify your email address:", app().challenge("verify_email", email));
        asked.forEach((intro, challenge) -> {
            Mail mail = mailOf(intro.contains("password") ? person.email() : email, challenge);
            assertTrue(mail.text().contains(intro) && mail.html().contains(intro), mail::text);
            assertFalse(mail.speaksOfLink(), mail::text);
            assertTrue(mail.text().matches("(?s).*minutes\\.\\R\\RThe request\\R.*"), mail::text);
        });
    }

    @Test
    void attack_clientWithoutTheScopeOrTheSecret_isRefusedBeforeAnythingIsSent() {
        TestUser person = person();
        assertProblem(403, "unauthorized-client",
                new NativeApiClient(realm, Realms.APP).challenge("password_reset", person.email()));
        assertProblem(401, "invalid-client", new NativeApiClient(realm, "unknown")
                .challenge("password_reset", person.email()));
        assertProblem(401, "invalid-client", confidential("wrong").challenge("password_reset", person.email()));
        assertProblem(401, "invalid-client",
                new NativeApiClient(realm, Realms.CONFIDENTIAL).challenge("password_reset", person.email()));
        assertProblem(401, "invalid-client", app().header("Authorization", basic(Realms.CONFIDENTIAL,
                Realms.CONFIDENTIAL)).challenge("password_reset", person.email()));
        assertProblem(400, "invalid-dpop-proof",
                app().header("DPoP", "no.proof.atall").challenge("password_reset", person.email()));
        assertEquals(0, rows().sends(person));
        assertEquals(202, confidential(Realms.CONFIDENTIAL).challenge("password_reset", person.email()).status());
    }

    private NativeApiClient confidential(String secret) {
        return new NativeApiClient(realm, Realms.CONFIDENTIAL)
                .header("Authorization", basic(Realms.CONFIDENTIAL, secret));
    }

    private static String basic(String client, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((client + ':' + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void attack_hugeAndMalformedInput_isRefusedAlike() {
        for (String json : List.of("", "null", "[]", "{", "\"text\"", "{\"client_id\":7}", "{\"client_id\":\"\"}",
                "{\"client_id\":\"native\",\"purpose\":\"signin\",\"address\":\"a@b.example\"}",
                "{\"client_id\":\"native\",\"purpose\":\"signup\",\"address\":\"a\\u0000@b.example\"}",
                "{\"client_id\":\"native\",\"purpose\":\"signup\",\"address\":[\"a@b.example\"]}",
                "{\"client_id\":\"nat\\u0000ive\",\"purpose\":\"signup\",\"address\":\"a@b.example\"}")) {
            assertProblem(400, "invalid-request", app().send("/challenges", json));
        }
        assertProblem(413, "too-large", app().send("/challenges", " ".repeat(17_000)));
        assertEquals(202, app().challenge("signup", "ü".repeat(5_000)).status(), "unknown has it");
        assertProblem(400, "invalid-input", app().send("/registrations",
                "{\"client_id\":\"native\",\"attributes\":{},\"password\":\"x\"}"));
        assertProblem(400, "invalid-request", app().send("/registrations", "{\"client_id\":\"native\"}"));
        assertProblem(400, "invalid-input", app().register("no address", NEW_PASSWORD));
        TestUser person = person();
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        for (String code : List.of("12345", "abcdef", "1".repeat(500))) {
            assertProblem(400, "malformed-code", app().verify(challenge, code, NEW_PASSWORD));
        }
        assertProblem(400, "expired", app().verify("x".repeat(300), "123456", NEW_PASSWORD));
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_guessing_endsWithTheAttempts_andResendsCoolDown() {
        TestUser person = person();
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), challenge);
        for (int left = 2; left >= 0; left--) {
            NativeApp.Answer wrong = app().verify(challenge, wrong(code), NEW_PASSWORD);
            assertProblem(400, "wrong-code", wrong);
            assertEquals(left, wrong.json().get("attempts_left").asInt());
        }
        assertProblem(400, "code-used-up", app().verify(challenge, code, NEW_PASSWORD));
        NativeApp.Answer soon = app().resend(NativeApiClient.id(challenge));
        assertProblem(429, "cooling-down", soon);
        assertTrue(soon.response().headers().firstValueAsLong("Retry-After").orElse(0) > 0);

        pass(Duration.ofSeconds(61));
        NativeApp.Answer again = app().resend(NativeApiClient.id(challenge));
        assertEquals(NativeApiClient.id(challenge), NativeApiClient.id(again));
        assertProblem(400, "wrong-code", app().verify(challenge, code, NEW_PASSWORD));
        assertEquals(204, app().verify(challenge, codeOf(person.email(), again), NEW_PASSWORD).status());
    }

    @Test
    void attack_strangersFailuresAtAReset_keepTheOwnerFromNothing() {
        TestUser person = person();
        for (int round = 0; round < 4; round++) {
            NativeApp.Answer challenge = app().challenge("password_reset", person.email());
            for (int guess = 0; guess < 3; guess++) {
                app().verify(challenge, "000000", NEW_PASSWORD);
            }
        }
        assertTrue(signIn(person.email(), TestUser.PASSWORD).done());
    }

    @Test
    void attack_codeOfAnEarlierReset_undoesNoLaterOne() {
        TestUser person = person();
        NativeApp.Answer earlier = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), earlier);
        reset(person);

        assertProblem(400, "wrong-code", app().verify(earlier, code, "a third " + NEW_PASSWORD));
        assertEquals(1, events(person).count("UPDATE_CREDENTIAL"));
        assertTrue(signIn(person.email(), NEW_PASSWORD).done());
    }

    @Test
    void attack_signInBegunWithTheOldPassword_endsWithAReset() {
        TestUser person = person();
        NativeApp thief = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer begun = password(thief, person.email(), TestUser.PASSWORD);
        String code = codeOf(person.email(), begun);
        reset(person);

        NativeApp.Answer refused = thief.otpAndTrust(begun, code);
        assertEquals("invalid_grant", refused.error(), refused::toString);
        assertEquals(Optional.empty(), refused.authSession());
        assertEquals("invalid_session", thief.next(begun, Map.of("resend", "true")).error());
        assertEquals(0, rows().trusted(person));
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void attack_signInThatWaitsWhileAnAdministratorSignsTheUserOut_trustsNoDevice() {
        TestUser person = person();
        NativeApp app = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer begun = password(app, person.email(), TestUser.PASSWORD);
        String code = codeOf(person.email(), begun);
        realm.admin().users().get(person.id()).logout();

        NativeApp.Answer refused = app.otpAndTrust(begun, code);

        assertEquals("invalid_grant", refused.error(), refused::toString);
        assertEquals(0, rows().devices(person));
        assertEquals(0, events(person).count("LOGIN"));
    }

    private void reset(TestUser person) {
        // the times at which a password was set are compared
        pass(Duration.ofSeconds(1));
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        assertEquals(204, app().verify(challenge, codeOf(person.email(), challenge), NEW_PASSWORD).status());
    }

    @Test
    void attack_userDisabledBetweenMailAndCode_isRefused() {
        TestUser person = person();
        NativeApp.Answer challenge = app().challenge("password_reset", person.email());
        String code = codeOf(person.email(), challenge);
        realm.updateUserWithCleanup(person.username(), user -> user.enabled(false));
        assertProblem(400, "wrong-code", app().verify(challenge, code, NEW_PASSWORD));
        assertEquals(0, events(person).count("UPDATE_CREDENTIAL"));
    }

    @Test
    void whatTheRealmHasTurnedOffIsRefused() {
        realm.updateWithCleanup(builder -> builder.registrationAllowed(false).resetPasswordAllowed(false));
        assertProblem(403, "not-allowed", app().register(freshAddress(), NEW_PASSWORD));
        assertProblem(403, "not-allowed", app().challenge("signup", freshAddress()));
        assertProblem(403, "not-allowed", app().challenge("password_reset", freshAddress()));
        assertEquals(202, app().challenge("verify_email", freshAddress()).status());
    }

    @Test
    void attack_challengeFromBeforeTheRealmTurnedItsPurposeOff_completesNothing() {
        TestUser person = person();
        NativeApp.Answer reset = app().challenge("password_reset", person.email());
        String resetCode = codeOf(person.email(), reset);
        String email = freshAddress();
        NativeApp.Answer signUp = app().register(email, NEW_PASSWORD);
        String signUpCode = codeOf(email, signUp);
        realm.updateWithCleanup(builder -> builder.registrationAllowed(false).resetPasswordAllowed(false));

        pass(Duration.ofSeconds(61));
        assertProblem(403, "not-allowed", app().resend(NativeApiClient.id(reset)));
        assertProblem(403, "not-allowed", app().resend(NativeApiClient.id(signUp)));
        assertProblem(403, "not-allowed", app().verify(reset, resetCode, NEW_PASSWORD));
        assertProblem(403, "not-allowed", app().verify(signUp, signUpCode));

        assertTrue(pending(email));
        assertEquals(0, events(person).count("UPDATE_CREDENTIAL"));
        assertEquals(1, mails(person).size(), "no mail but that of before");
        assertEquals(0, rows().attempts(person), "nothing was judged");
    }

    @Test
    void aScriptOfTheAppsOriginMayAsk() {
        NativeApp.Answer asked = app().header("Origin", NativeApp.ORIGIN).challenge("signup", freshAddress());
        assertEquals(Optional.of(NativeApp.ORIGIN),
                asked.response().headers().firstValue("Access-Control-Allow-Origin"));
        assertEquals(Optional.empty(), app().header("Origin", "https://evil.example")
                .challenge("signup", freshAddress()).response().headers().firstValue("Access-Control-Allow-Origin"));
    }

    @Test
    void attack_flood_isShedByTheAddress() {
        realm.updateWithCleanup(builder -> builder.attribute("latchkey.limits.sign-up-ip-minute", "1"));
        rows().forgetRates(realm.getId());
        app().register(freshAddress(), NEW_PASSWORD);
        assertProblem(429, "too-many-requests", app().register(freshAddress(), NEW_PASSWORD));
        realm.updateWithCleanup(builder -> builder.attribute("latchkey.limits.native-ip-minute", "1"));
        app().challenge("signup", freshAddress());
        NativeApp.Answer shed = app().challenge("signup", freshAddress());
        assertProblem(429, "too-many-requests", shed);
        assertTrue(shed.response().headers().firstValueAsLong("Retry-After").orElse(0) > 0);
    }
}
