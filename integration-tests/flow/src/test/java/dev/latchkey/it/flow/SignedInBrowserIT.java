package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * A second user in a browser where another one is signed in. Keycloak refuses this at the end of a sign-in; here it is
 * refused before anything is used up or left behind, and the first user stays signed in and can sign out.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class SignedInBrowserIT extends RegistrationTest {

    private static final String SIGN_OUT = "latchkey-sign-out";

    @Test
    void noAccountIsMadeUntilTheOtherUserIsSignedOut() {
        Browser browser = signedIn();
        List<Integer> before = stored();
        String email = freshAddress();
        SignIn signUp = SignIn.register(browser.tab(), realm).fillIn(email, NEW_PASSWORD);
        assertRefusesSecondUser(signUp);
        assertEquals(before, stored());

        signUp.tab().click(SIGN_OUT);
        assertTrue(signUp.asksToRegister(), signUp.tab()::text);
        signUp.fillIn(email, NEW_PASSWORD);
        assertTrue(signUp.code(mailOf(email, signUp).code()).done(), signUp.tab()::text);
    }

    @Test
    void aSignUpThatWasBegunBeforeAnotherUserSignedInSpendsNoCode() {
        Browser browser = browser();
        String email = freshAddress();
        SignIn signUp = SignIn.register(browser.tab(), realm).fillIn(email, NEW_PASSWORD);
        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        Mail mail = mailOf(email, signUp);
        signIn(browser);

        assertRefusesSecondUser(signUp.code(mail.code()));
        assertTrue(pending(email), account(email)::toString);
        assertSpendsNoLink(browser, mail);
        assertTrue(pending(email), account(email)::toString);
        signUp.tab().click(SIGN_OUT);
        assertTrue(signUp.asksToRegister(), signUp.tab()::text);
    }

    /** The mail is sent nevertheless: it warns the owner that somebody else knows the password. */
    @Test
    void aSecondUsersCodeAndLinkAreNotSpent() {
        Browser browser = browser();
        TestUser second = person();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        signIn(browser);
        signIn.password(second);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        Mail mail = mail(second);

        assertRefusesSecondUser(signIn.code(mail.code()));
        assertEquals(0, rows().used(second));
        assertSpendsNoLink(browser, mail);
        assertEquals(0, rows().used(second));
        assertTrue(events(second).count("LOGIN_ERROR") > 0, "the owner's events tell of it");

        signIn.tab().click(SIGN_OUT);
        signIn.password(second);
        assertTrue(signIn.code(newestCode(second, signIn.reference())).done(), signIn.tab()::text);
    }

    @Test
    void signingOutOnThePageOfTheLinkEndsTheOtherUsersSession() {
        Browser browser = browser();
        TestUser second = person();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        TestUser first = signIn(browser);
        signIn.password(second);

        Tab link = assertSpendsNoLink(browser, mail(second));
        link.click(SIGN_OUT);
        assertTrue(link.has("kc-form-login"), link::text);
        assertEquals(0, realm.admin().users().get(first.id()).getUserSessions().size());
        assertEquals(1, events(first).count("LOGOUT"));
    }

    private Tab assertSpendsNoLink(Browser browser, Mail mail) {
        Tab link = browser.tab().open(mail.link());
        link.click("latchkey-continue");
        assertTrue(link.has(SIGN_OUT), link::text);
        return link;
    }

    private Browser signedIn() {
        Browser browser = browser();
        signIn(browser);
        return browser;
    }

    private TestUser signIn(Browser browser) {
        TestUser person = person();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        return person;
    }

    private static void assertRefusesSecondUser(SignIn signIn) {
        assertEquals(400, signIn.tab().status(), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("is signed in"), signIn.tab()::text);
    }
}
