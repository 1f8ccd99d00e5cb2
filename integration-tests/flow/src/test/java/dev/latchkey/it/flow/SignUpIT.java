package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.latchkey.common.purge.LatchkeyPurgeTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Signing up: an account is pending until its address is verified. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SignUpIT extends UnverifiedUserTest {

    @Test
    void theRightCodeMakesThePendingAccountActive() {
        String email = freshAddress();
        SignIn signUp = signUp(email, TestUser.PASSWORD);
        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        assertTrue(pending(email));
        Mail mail = mailOf(email, signUp);
        assertTrue(mail.text().contains("Use this code to finish signing up:"), mail::text);

        assertEquals("Wrong code. 2 attempts left.", signUp.code(wrong(mail.code())).message());
        assertTrue(pending(email));
        assertTrue(signUp.code(mail.code()).done(), signUp.tab()::text);

        UserRepresentation account = account(email);
        assertTrue(account.isEmailVerified());
        assertEquals(List.of(), account.getRequiredActions());
        assertEquals("Nora", account.getFirstName());
        assertEquals(email, account.getUsername());
        assertEquals(1, events(owner(email)).count("REGISTER"));
        assertEquals(1, events(owner(email)).count("VERIFY_EMAIL"));
        assertEquals(1, events(owner(email)).count("LOGIN"));
        assertEquals(0, rows().unproven(owner(email)));
    }

    @Test
    void theLinkDoesTheSameInTheSameBrowserAlone() {
        String email = freshAddress();
        Browser browser = browser();
        SignIn signUp = SignIn.register(browser.tab(), realm).fillIn(email, TestUser.PASSWORD);
        String link = mailOf(email, signUp).link();

        assertEquals("elsewhere", LinkVisit.open(browser().tab(), link).state());
        LinkVisit visit = LinkVisit.open(browser.tab(), link);
        assertEquals("confirm", visit.state(), visit.tab()::text);
        assertTrue(pending(email), "opening it changes nothing");
        visit.proceed();

        assertTrue(account(email).isEmailVerified(), visit.tab()::text);
        assertEquals(1, events(owner(email)).count("LOGIN"));
    }

    @Test
    void whoLeavesHalfWayFinishesAtTheNextSignIn() {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);

        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
        signIn.code(mailOf(email, signIn).code());
        assertTrue(signIn.tab().text().contains("Verify your email address"), signIn.tab()::text);
        Mail proof = mailOf(email, signIn);
        assertTrue(proof.text().contains("verify your email address"), proof::text);
        assertTrue(signIn.code(proof.code()).done(), signIn.tab()::text);

        assertFalse(pending(email));
        assertEquals(0, rows().unproven(owner(email)));
    }

    @Test
    void theVerifyActionComesBeforeEveryOther() {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);
        UserRepresentation account = account(email);
        account.setRequiredActions(List.of("CONFIGURE_TOTP", "UPDATE_PASSWORD", VerifyEmail.ACTION));
        realm.admin().users().get(account.getId()).update(account);
        realm.admin().flows().getRequiredActions().forEach(known -> {
            if (known.getAlias().equals(VerifyEmail.ACTION)) {
                known.setPriority(1);
                realm.admin().flows().updateRequiredAction(VerifyEmail.ACTION, known);
            }
        });

        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
        signIn.code(mailOf(email, signIn).code());
        assertTrue(signIn.tab().text().contains("Verify your email address"), signIn.tab()::text);
    }

    /** The server's map of such a form cannot be changed. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain"})
    void aFormWithoutFieldsIsShownAgain(String type) {
        Tab tab = browser().tab().open(realm.getBaseUrl() + "/protocol/openid-connect/registrations?client_id="
                + Realms.APP + "&response_type=code&scope=openid&redirect_uri=" + realm.getBaseUrl());

        tab.post(tab.formAction(), type, "");

        assertEquals(200, tab.status(), tab::text);
        assertTrue(tab.has("kc-register-form"), tab::text);
    }

    @Test
    void attack_signingUpWithAnAddressThatExists_notifiesTheOwnerAlone() {
        TestUser owner = person();
        SignIn signUp = signUp(owner.email(), NEW_PASSWORD);
        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        Mail notification = mail(owner);
        assertTrue(notification.subject().startsWith("You already have an account"), notification::subject);
        assertTrue(notification.linkIfAny().isEmpty());

        assertEquals("Wrong code. 2 attempts left.", signUp.code("123456").message());

        assertEquals(owner.id(), account(owner.email()).getId());
        assertFalse(SignIn.open(browser().tab(), realm).password(owner.email(), NEW_PASSWORD).asksForCode());
        assertTrue(afterPassword(owner).asksForCode(), "the password is the owner's still");
    }

    @Test
    void attack_variantsOfOneMailbox_areRefused_andMailNothing() {
        String email = freshAddress();
        for (String variant : List.of(email.replace("mail.", "m\uff41il."), email.replace("mail.", "ma\u00adil."),
                email.replace("mail.", "mail\u3002"), '"' + email.replace("@", "\"@"))) {
            SignIn refused = signUp(variant, TestUser.PASSWORD);
            assertFalse(refused.asksForCode(), variant);
            assertTrue(refused.tab().text().contains("Invalid email address"), refused.tab()::text);
        }
        assertEquals(0, inbox().all(email).size());
        assertTrue(signUp(email, TestUser.PASSWORD).asksForCode());
    }

    @Test
    void attack_pendingAccountTakenOverByALaterSignUp_leavesTheFirstNothing() {
        String email = freshAddress();
        SignIn attacker = signUp(email, "the attackers password");
        String planted = account(email).getId();
        Mail first = mailOf(email, attacker);

        SignIn victim = signUp(email, TestUser.PASSWORD);
        Mail second = mailOf(email, victim);

        assertNotEquals(planted, account(email).getId());
        String form = attacker.action();
        assertFalse(attacker.code(first.code()).done());
        assertFalse(attacker.post(form, "code=" + second.code()).done());
        assertEquals(0, rows().used(new TestUser(planted, email, email)));
        assertTrue(victim.code(second.code()).done(), victim.tab()::text);
        SignIn again = SignIn.open(browser().tab(), realm).password(email, "the attackers password");
        assertTrue(again.asksForPassword(), again.tab()::text);
    }

    @Test
    void attack_secondSignUpDuringTheVictimsOwn_neverLendsItsPasswordToTheVictimsCode() {
        String email = freshAddress();
        SignIn victim = signUp(email, TestUser.PASSWORD);
        Mail victims = mailOf(email, victim);

        SignIn attacker = signUp(email, "the attackers password");
        Mail attackers = mailOf(email, attacker);

        String form = victim.action();
        assertFalse(victim.code(attackers.code()).done());
        assertFalse(victim.post(form, "code=" + victims.code()).done());
        assertTrue(pending(email), "nothing that the victim types proves the attacker's account");
    }

    @Test
    void attack_parallelSignUpsOfOneAddress_makeOneAccountWithThePasswordOfItsCode() throws Exception {
        action.policy(Map.of("sends_per_hour", "60"));
        realm.updateWithCleanup(builder -> builder.attribute("latchkey.limits.send-address-hour", "100"));
        String email = freshAddress();
        int many = 10;
        List<SignIn> forms = IntStream.range(0, many).mapToObj(i -> SignIn.register(browser().tab(), realm)).toList();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(many);
        try {
            List<Future<SignIn>> registrations = IntStream.range(0, many).mapToObj(i -> pool.submit(() -> {
                start.await();
                return forms.get(i).fillIn(email, NEW_PASSWORD + i);
            })).toList();
            start.countDown();
            for (Future<SignIn> signUp : registrations) {
                assertTrue(signUp.get().asksForCode(), signUp.get().tab()::text);
            }
        } finally {
            pool.shutdownNow();
        }
        assertTrue(pending(email), "one account, which nobody has proven");
        assertEquals(1, rows().unproven(owner(email)));
        Eventually.holds("its mail has left", () -> rows().undelivered(owner(email)) == 0);

        List<Mail> mails = inbox().all(email);
        List<Integer> proven = IntStream.range(0, many).filter(i -> mails.stream()
                .filter(mail -> mail.subject().contains(forms.get(i).reference())).findFirst()
                .filter(mail -> forms.get(i).code(mail.code()).done()).isPresent()).boxed().toList();
        assertEquals(1, proven.size(), "one of the codes makes the account active");
        assertFalse(pending(email));
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD + proven.get(0));
        assertTrue(signIn.asksForCode(), "its password is that of the same sign-up: " + signIn.tab().text());
    }

    @Test
    void attack_signUpForAnAccountThatAnAdminHasInvited_replacesNothing() {
        TestUser invited = person(user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION));
        signUp(invited.email(), NEW_PASSWORD);
        assertEquals(invited.id(), account(invited.email()).getId());
        assertTrue(mail(invited).subject().startsWith("You already have an account"));
    }

    @Test
    void attack_signUpForAnAccountThatAnAdminHasVerified_replacesNothing() {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);
        UserRepresentation account = account(email);
        account.setEmailVerified(true);
        realm.admin().users().get(account.getId()).update(account);

        signUp(email, NEW_PASSWORD);

        assertEquals(account.getId(), account(email).getId());
        assertEquals(0, rows().unproven(owner(email)));
    }

    @Test
    void theFormReportsWhatIsWrongButNeverThatAnAddressExists() {
        TestUser owner = person();
        SignIn signUp = SignIn.register(browser().tab(), realm);
        signUp.tab().type("email", owner.email()).type("password", NEW_PASSWORD).type("password-confirm", "other")
                .submit("kc-register-form");
        String text = signUp.tab().text();
        assertTrue(text.contains("Please specify this field") || text.contains("Please specify first name"), text);
        assertTrue(text.contains("Password confirmation doesn't match"), text);
        assertFalse(text.contains("already exists"), text);
        assertEquals(0, inbox().all(owner.email()).size());
    }

    @Test
    void unverifiedAccountsArePurgedWhereThePolicyDemandsIt() {
        String kept = freshAddress();
        signUp(kept, TestUser.PASSWORD);
        TestUser invited = person(user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION));
        pass(Duration.ofDays(8));
        purge();
        assertTrue(pending(kept), "off by default");

        action.policy(Map.of("unproven_days", "7"));
        String young = freshAddress();
        signUp(young, TestUser.PASSWORD);
        purge();

        assertEquals(List.of(), realm.admin().users().searchByEmail(kept, true));
        assertTrue(pending(young));
        assertEquals(invited.id(), account(invited.email()).getId(), "sign-up has not made it");
    }

    @Test
    void anAccountThatCannotBeDeletedKeepsNoOtherFromBeingPurged() {
        action.policy(Map.of("unproven_days", "7"));
        String held = freshAddress();
        signUp(held, TestUser.PASSWORD);
        String other = freshAddress();
        signUp(other, TestUser.PASSWORD);
        pass(Duration.ofDays(8));
        rows().whileUserIsHeld(account(held).getId(), this::purge);
        assertEquals(List.of(), realm.admin().users().searchByEmail(other, true));
        assertTrue(pending(held));
        purge();
        assertEquals(List.of(), realm.admin().users().searchByEmail(held, true), "it is tried again");
    }

    private void purge() {
        server.run(session -> new LatchkeyPurgeTask().run(session));
    }
}
