package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The required action: an address is verified by code or link. */
@KeycloakIntegrationTest(config = FlowServer.class)
class VerifyEmailIT extends FlowTest {

    @InjectRealm(config = Realms.PasswordOnly.class)
    ManagedRealm realm;

    @InjectRealm(ref = "with-code", config = Realms.CodeRequired.class)
    ManagedRealm withCode;

    private static final int MOST_ROUNDS = 12;

    private VerifyEmail action;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void addTheAction() {
        action = VerifyEmail.in(realm);
    }

    @Test
    void aCodeVerifiesTheAddressOfWhomAnAdminHasAsked() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("Verify your email address"), signIn.tab()::text);
        Mail mail = mail(person);
        assertTrue(mail.text().contains("Use this code to verify your email address:"), mail::text);

        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);

        assertTrue(verified(person));
        assertTrue(realm.admin().users().get(person.id()).toRepresentation().getRequiredActions().isEmpty());
        List<EventRepresentation> verifications =
                events(person).all().stream().filter(event -> event.getType().equals("VERIFY_EMAIL")).toList();
        assertEquals(1, verifications.size());
        assertEquals("code", verifications.get(0).getDetails().get("latchkey_factor"));
        assertEquals(person.email(), verifications.get(0).getDetails().get("email"));
        assertTrue(afterPassword(person).done(), "asked once");
    }

    @Test
    void aLinkVerifiesTheAddressToo() {
        TestUser person = unverified();
        Browser browser = browser();
        afterPassword(browser, person);

        LinkVisit visit = LinkVisit.open(browser.tab(), mail(person).link());
        assertFalse(verified(person), "opening it changes nothing");
        visit.proceed();

        assertTrue(verified(person), visit.tab()::text);
        assertEquals(1, events(person).count("VERIFY_EMAIL"));
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void peerBug01_wrongCodesAreSeenByTheDetectorOnceEach() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        for (int failure = 1; failure <= 3; failure++) {
            signIn.code(wrong(code));
            detector(person).await(failure);
        }
        assertFalse(signIn.refresh().done());
        assertFalse(verified(person));
        assertEquals(0, events(person).count("VERIFY_EMAIL"));
        assertEquals(3, events(person).refusals("wrong_code"));
    }

    /** Keycloak gives the browser another sign-in where a page makes it ask for a reset: it shows no earlier code. */
    @Test
    void attack_pageThatMakesASignedInBrowserAskAgainAndAgain_leavesTheCodesOfASignIn() {
        VerifyEmail.in(withCode);
        withCode.updateWithCleanup(update -> update.resetPasswordAllowed(true)
                .attribute("latchkey.limits.send-user-day", "3"));
        TestUser person = person(withCode, user -> user);
        Browser browser = browser();
        SignIn own = SignIn.open(browser.tab(), withCode).password(person);
        assertTrue(own.code(mail(person).code()).done(), own.tab()::text);
        UserRepresentation account = withCode.admin().users().get(person.id()).toRepresentation();
        account.setRequiredActions(List.of(VerifyEmail.ACTION));
        account.setEmailVerified(false);
        withCode.admin().users().get(person.id()).update(account);
        SignIn led = SignIn.open(browser.tab(), withCode);
        for (int rounds = 0; led.tab().status() == 200 && rounds < MOST_ROUNDS; rounds++) {
            browser.tab().open(withCode.getBaseUrl() + "/login-actions/reset-credentials");
            led = SignIn.open(browser.tab(), withCode);
        }
        assertEquals(429, led.tab().status(), led.tab()::text);

        SignIn signIn = SignIn.open(browser().tab(), withCode).password(person);

        assertEquals(200, signIn.tab().status(), signIn.tab()::text);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    @Test
    void refreshNeitherMailsNorSkips() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);

        signIn.refresh().refresh();

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(1, rows().sends(person));
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void anotherMailMayBeAskedForHereAsWell() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);
        Mail first = mail(person);
        time.set(61);

        signIn.resend();

        Mail second = mail(person, 2);
        assertEquals(first.code(), second.code());
        assertTrue(signIn.code(second.code()).done(), signIn.tab()::text);
    }

    @Test
    void whoHasNoAddressGivesOneFirstAndThenProvesIt() {
        TestUser person = person(user -> user.email(null).emailVerified(false).requiredActions(VerifyEmail.ACTION));
        String address = person.username() + "@given.example";

        SignIn signIn = afterPassword(person);
        assertTrue(signIn.tab().has("email"), "Keycloak's own profile page comes first: " + signIn.tab().text());
        signIn.tab().type("email", address).submit("kc-update-profile-form");

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        TestUser given = new TestUser(person.id(), person.username(), address);
        assertTrue(signIn.code(mail(given).code()).done(), signIn.tab()::text);
        assertTrue(verified(person));
    }

    @Test
    void attack_userDisabledWhileVerifyingIsRefused() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);
        realm.updateUserWithCleanup(person.username(), user -> user.enabled(false));

        signIn.code(mail.code());

        assertFalse(signIn.done());
        assertFalse(verified(person));
    }

    @Test
    void attack_userDeletedWhileVerifyingIsRefusedWithoutATrace() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);
        realm.admin().users().get(person.id()).remove();
        ServerLog log = ServerLog.fromHere();

        signIn.code(mail.code());

        assertFalse(signIn.done());
        log.assertNoTrace();
    }

    @Test
    void anAddressThatWasVerifiedMeanwhileIsNotAskedFor() {
        TestUser person = unverified();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode());
        var user = realm.admin().users().get(person.id()).toRepresentation();
        user.setEmailVerified(true);
        realm.admin().users().get(person.id()).update(user);

        assertTrue(signIn.refresh().done(), signIn.tab()::text);
    }

    @Test
    void thePolicysSwitchAsksEverybodyUnverified() {
        TestUser person = person(user -> user.emailVerified(false));
        TestUser verified = person();
        assertTrue(afterPassword(person).done(), "off by default");

        action.policy(Map.of("verify_unverified", "true"));

        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
        assertTrue(verified(person));
        assertTrue(afterPassword(verified).done(), "who is verified is not asked");
    }

    @Test
    void peerBug06_attack_codeOfAnotherPurposeIsRefused() {
        VerifyEmail.in(withCode);
        TestUser person = person(withCode,
                user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION));
        SignIn signIn = SignIn.open(browser().tab(), withCode).password(person);
        String signInCode = mail(person).code();
        signIn.code(signInCode);
        assertTrue(signIn.tab().text().contains("Verify your email address"), signIn.tab()::text);
        String verifyCode = mail(person, 2).code();

        signIn.code(signInCode);
        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertTrue(signIn.code(verifyCode).done(), signIn.tab()::text);

        withCode.admin().users().get(person.id()).logout();
        SignIn again = SignIn.open(browser().tab(), withCode).password(person);
        mail(person, 3);
        again.code(verifyCode);
        assertEquals("Wrong code. 2 attempts left.", again.message());
    }

    private TestUser unverified() {
        return person(user -> user.emailVerified(false).requiredActions(VerifyEmail.ACTION));
    }

    private boolean verified(TestUser person) {
        return realm.admin().users().get(person.id()).toRepresentation().isEmailVerified();
    }
}
