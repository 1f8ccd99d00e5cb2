package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * What cannot be stored is not done: no user is signed in, nothing is sent, and no code is accepted twice. Keycloak's
 * own endpoints do not need Latchkey's tables.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class DatabaseDownIT extends NativeTest {

    private static final String LIMITS = "LATCHKEY_RATE_LIMIT";
    private static final String CHALLENGES = "LATCHKEY_OTP_CHALLENGE";
    private static final String GUARD = "LATCHKEY_ACCOUNT_GUARD";

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @InjectRealm(ref = "plain", config = Realms.PasswordOnly.class)
    ManagedRealm plain;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @ParameterizedTest
    @ValueSource(strings = {LIMITS, CHALLENGES})
    void attack_databaseDown_beforeSending_sendsNoMail(String table) {
        TestUser person = person();
        rows().without(table, () -> {
            SignIn signIn = afterPassword(person);
            assertFalse(signIn.done());
            assertFalse(signIn.asksForCode());
            assertTrue(signIn.tab().status() >= 400, signIn.tab()::text);
        });
        assertTrue(afterPassword(person).asksForCode(), "and works again when the database is back");
        assertNotNull(mail(person), "the only one");
    }

    @ParameterizedTest
    @ValueSource(strings = {LIMITS, CHALLENGES})
    void attack_databaseDown_beforeSending_sendsAppsNoMail(String table) {
        TestUser person = person(user -> user.emailVerified(false));
        NativeApiClient endpoints = new NativeApiClient(realm, Realms.NATIVE);
        rows().without(table, () -> {
            assertClosed(app().begin(person));
            assertClosed(endpoints.challenge("verify_email", person.email()));
        });
        assertEquals(202, endpoints.challenge("verify_email", person.email()).status());
        assertNotNull(mail(person), "the only one");
    }

    @ParameterizedTest
    @ValueSource(strings = {GUARD, CHALLENGES})
    void attack_databaseDown_beforeConsume_signsNoUserIn(String table) {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        rows().without(table, () -> {
            signIn.code(code);
            assertFalse(signIn.done());
            assertTrue(signIn.tab().status() >= 400, signIn.tab()::text);
        });
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().used(person));
    }

    @ParameterizedTest
    @ValueSource(strings = {LIMITS, GUARD, CHALLENGES})
    void attack_databaseDown_beforeConsume_signsNoAppIn(String table) {
        TestUser person = person(user -> user.emailVerified(false));
        NativeApp.Answer asked = app().begin(person);
        String code = code(person, asked);
        NativeApiClient endpoints = new NativeApiClient(realm, Realms.NATIVE);
        NativeApp.Answer challenge = endpoints.challenge("verify_email", person.email());
        String proof = code(person, challenge);
        rows().without(table, () -> {
            assertClosed(app().otp(asked, code));
            assertClosed(endpoints.verify(challenge, proof, TestUser.PASSWORD));
        });
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().used(person));
        assertFalse(realm.admin().users().get(person.id()).toRepresentation().isEmailVerified());
    }

    @ParameterizedTest
    @ValueSource(strings = {LIMITS, CHALLENGES})
    void attack_databaseDown_beforeConsume_noLinkIsTaken(String table) {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        rows().without(table, () -> {
            Tab tab = LinkVisit.post(browser.tab(), mail.link()).tab();
            assertTrue(tab.status() >= 400, tab::text);
        });
        assertEquals(0, rows().used(person));
        assertTrue(signIn.refresh().asksForCode());
        assertEquals(0, events(person).count("LOGIN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {LIMITS, CHALLENGES, GUARD})
    void attack_databaseDown_leavesKeycloakItselfUntouched(String table) {
        // the detector counts a second sign-in within a moment as guessing
        plain.updateWithCleanup(builder -> {
            builder.build().setBruteForceProtected(false);
            return builder;
        });
        TestUser person = person(plain, user -> user);
        Browser signedIn = browser();
        assertTrue(SignIn.open(signedIn.tab(), plain).password(person).done());
        TokenClient app = TokenClient.of(FlowServer.BASE, plain.getName(), Realms.DIRECT_APP);
        rows().without(table, () -> {
            assertTrue(SignIn.open(browser().tab(), plain).password(person).done());
            assertTrue(SignIn.open(signedIn.tab(), plain).done(), "single sign-on");
            TokenClient.Grant grant = app.password(person.username(), TestUser.PASSWORD, "openid");
            assertTrue(grant.given(), grant::error);
            assertTrue(app.refresh(grant.refreshToken()).given());
            assertEquals(200, Rest.ofApp(plain, person).getJson("/realms/" + plain.getName() + "/account")
                    .statusCode());
            assertEquals(200, Rest.admin().get("/admin/realms/" + plain.getName() + "/users").statusCode());
        });
    }

    @Test
    void attack_databaseDown_afterConsume_theCodeIsSpentAndNoUserIsSignedIn() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        rows().without("OFFLINE_CLIENT_SESSION", () -> {
            signIn.code(code);
            assertFalse(signIn.done(), "the session could not be stored");
        });
        assertEquals(1, rows().used(person));
        assertEquals(List.of(), realm.admin().users().get(person.id()).getUserSessions());
        assertFalse(SignIn.open(browser.tab(), realm).done());
    }

    @Test
    void attack_databaseDown_beforeConsume_theCodeIsNotSpentAndNoUserIsSignedIn() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        rows().without("OFFLINE_USER_SESSION", () -> {
            signIn.code(code);
            assertFalse(signIn.done(), "nobody knows whose session it is");
        });
        assertEquals(0, rows().used(person));
        assertFalse(SignIn.open(browser.tab(), realm).done());
    }

    /** The answer completes no step, does not name the missing table, and contains nothing to continue with. */
    private static void assertClosed(NativeApp.Answer answer) {
        assertTrue(answer.status() >= 500, answer::toString);
        assertFalse(answer.response().body().contains("LATCHKEY"), answer::toString);
    }
}
