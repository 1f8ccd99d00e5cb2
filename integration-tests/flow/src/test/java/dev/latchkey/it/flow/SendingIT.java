package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** When a mail is sent, and when none is. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SendingIT extends FlowTest {

    /** Nothing listens there. */
    private static final int CLOSED_PORT = 1;

    private static final String USED_IN_ANOTHER_TAB = "This code was used in another window of this browser. Continue"
            + " there, or ask for a new code here.";

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void peerBug04_refreshNeverMailsAndNeverSkips() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String reference = signIn.reference();

        IntStream.range(0, 5).forEach(i -> signIn.refresh());

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(reference, signIn.reference());
        assertEquals(1, rows().sends(person));
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void peerBug04_reloadingAPostedFormNeitherMailsNorCounts() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        signIn.code(wrong(mail(person).code()));

        signIn.tab().reload();

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(1, rows().sends(person));
        assertEquals(1, rows().attempts(person));
    }

    @Test
    void peerBug04_backNeverMailsAndNeverSkips() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        signIn.code(wrong(code));

        signIn.tab().back();
        assertFalse(signIn.done());
        signIn.refresh();

        assertFalse(signIn.done());
        assertEquals(1, rows().sends(person));
        assertEquals(1, rows().challenges(person));
    }

    @Test
    void peerBug11_attack_aSecondTabNeitherMailsNorSkipsTheFactor() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        SignIn second = afterPassword(browser, person);

        assertTrue(second.asksForCode(), second.tab()::text);
        assertEquals(first.reference(), second.reference(), "both tabs show the one mail");
        assertFalse(second.refresh().done());
        assertEquals(1, rows().sends(person));
        assertEquals(1, rows().challenges(person));

        assertTrue(first.code(mail(person).code()).done(), first.tab()::text);
    }

    @Test
    void aSignInWithReloadsTwoTabsAndARestartCausesOneMail() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        IntStream.range(0, 3).forEach(i -> first.refresh());
        SignIn second = afterPassword(browser, person);
        second.restart();
        second.password(person);

        assertEquals(first.reference(), second.reference());
        assertEquals(1, rows().sends(person));
        assertTrue(second.code(mail(person).code()).done(), second.tab()::text);
        assertEquals(1, rows().sends(person));
    }

    @Test
    void anotherClientInTheSameBrowserShowsTheSameMail() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        SignIn elsewhere = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);

        assertEquals(first.reference(), elsewhere.reference());
        assertEquals(1, rows().sends(person));
        assertTrue(elsewhere.code(mail(person).code()).done(), elsewhere.tab()::text);
    }

    @Test
    void aBrowserThatHasLostItsCookiesShowsTheNewestReference() {
        TestUser person = person();
        SignIn lost = afterPassword(person);
        Mail first = mail(person);
        SignIn again = afterPassword(person);
        Mail second = mail(person, 2);

        assertNotEquals(first.reference(), second.reference());
        assertEquals(second.reference(), again.reference(), again.tab()::text);
        assertEquals(first.reference(), lost.refresh().reference());
        assertTrue(again.code(second.code()).done(), again.tab()::text);
    }

    @Test
    void attack_wrongCodesInManyTabs_useUpOneChallenge() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        String wrong = wrong(mail(person).code());
        first.code(wrong);
        SignIn second = afterPassword(browser, person);
        assertEquals(2, second.attemptsLeft().orElseThrow());
        second.code(wrong);
        SignIn third = afterPassword(browser, person);
        third.code(wrong);

        assertFalse(first.code(mail(person).code()).done(), first.tab()::text);
        assertEquals("This code can no longer be used. You need a new one.", first.message());
        assertEquals(1, rows().sends(person));
    }

    @Test
    void attack_aCodeThatOneTabHasUsed_opensNoOther() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        SignIn second = afterPassword(browser, person);
        String form = second.action();
        String code = mail(person).code();
        assertTrue(first.code(code).done(), first.tab()::text);
        // or Keycloak would answer that the browser is signed in; a logout would end the second tab's sign-in as well
        realm.admin().users().get(person.id()).getUserSessions()
                .forEach(opened -> realm.admin().deleteSession(opened.getId(), false));

        second.post(form, "code=" + code);

        assertFalse(second.done(), second.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void aCodeThatAnotherTabHasUsedIsShownAsUsed_andAnotherOneIsToBeHad() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        SignIn second = afterPassword(browser, person);
        String code = mail(person).code();
        assertTrue(first.code(code).done(), first.tab()::text);
        // or Keycloak would answer that the browser is signed in
        realm.admin().users().get(person.id()).getUserSessions()
                .forEach(opened -> realm.admin().deleteSession(opened.getId(), false));

        second.code(code);
        assertEquals(USED_IN_ANOTHER_TAB, second.message(), second.tab()::text);
        second.refresh();
        assertEquals(USED_IN_ANOTHER_TAB, second.message(), second.tab()::text);

        time.set(61);
        second.resend();
        assertTrue(second.code(mail(person, 2).code()).done(), second.tab()::text);
    }

    @Test
    void restartingTheSignInInATabFindsItsLiveCodeAgain() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String reference = signIn.reference();

        signIn.restart();
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        signIn.password(person);

        assertEquals(reference, signIn.reference());
        assertEquals(1, rows().sends(person));
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void askingAgainTooSoonIsAnsweredWithTheTimeToWait() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);

        signIn.resend();

        assertEquals(429, signIn.tab().status());
        assertEquals("60", signIn.tab().header("Retry-After").orElse(""));
        assertEquals("A code was sent a moment ago. You can ask for another email in 60 seconds.", signIn.message());
        assertEquals(1, rows().sends(person));
        assertTrue(signIn.code(mail(person).code()).done(), "the first code still serves");
    }

    @Test
    void anotherMailRepeatsTheCodeItsReferenceItsEndAndItsAttempts() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail first = mail(person);
        signIn.code(wrong(first.code()));

        time.set(61);
        signIn.resend();
        Mail second = mail(person, 2);

        assertEquals("We sent the email again. Its reference is " + first.reference() + ".",
                signIn.message());
        assertEquals(first.reference(), second.reference());
        assertEquals(first.code(), second.code());
        assertEquals(first.link(), second.link());
        assertEquals(2, signIn.attemptsLeft().orElseThrow(), "another mail gives no further attempts");
        assertTrue(second.text().contains("9 minutes"), second::text);

        time.set(601);
        assertFalse(signIn.code(second.code()).done(), "nor a further minute");
        assertEquals("This code has expired. You need a new one.", signIn.message());
    }

    @Test
    void theOlderOfTwoMailsStillSignsIn() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail first = mail(person);
        time.set(61);
        signIn.resend();
        mail(person, 2);

        assertTrue(LinkVisit.open(browser.tab(), first.link()).proceed().tab().location().getQuery().contains("code="));
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void afterTheLastAttemptTheNextMailHasANewCode() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail first = mail(person);
        String wrong = wrong(first.code());
        signIn.code(wrong).code(wrong).code(wrong);

        time.set(61);
        signIn.resend();
        Mail second = mail(person, 2);

        assertNotEquals(first.reference(), second.reference());
        assertEquals(second.reference(), signIn.reference(), signIn.tab()::text);
        assertEquals(3, signIn.attemptsLeft().orElseThrow());
        assertEquals("replaced", LinkVisit.post(browser.tab(), first.link()).state());
        assertFalse(signIn.code(first.code()).done());
        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertTrue(signIn.code(second.code()).done(), signIn.tab()::text);
    }

    @Test
    void aCodeInItsLastMinuteIsNotMailedAgain() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail first = mail(person);

        time.set(550);
        signIn.resend();
        Mail second = mail(person, 2);

        assertNotEquals(first.reference(), second.reference());
        time.set(700);
        assertTrue(signIn.code(second.code()).done(), signIn.tab()::text);
    }

    @Test
    void afterThreeResendsNoMoreMailLeaves() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        mail(person);
        for (int resend = 1; resend <= 3; resend++) {
            time.set(61 * resend);
            assertTrue(signIn.offersResend(), signIn.tab()::text);
            signIn.resend();
            mail(person, resend + 1);
        }
        assertFalse(signIn.offersResend(), signIn.tab()::text);
        assertEquals(4, rows().sends(person));

        time.set(61 * 4);
        signIn.post("resend=true");

        assertEquals("No more emails can be sent for this sign-in.", signIn.message());
        assertEquals(4, rows().sends(person));
        assertTrue(signIn.code(mail(person, 4).code()).done(), signIn.tab()::text);
    }

    /** A restart would lead back to the same code. */
    @Test
    void whereNoMailIsLeftThePageSaysThatAnotherCodeIsToBeHadWhenThisOneHasExpired() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        mail(person);
        for (int resend = 1; resend <= 3; resend++) {
            time.set(61 * resend);
            signIn.resend();
            mail(person, resend + 1);
        }

        assertEquals("This code cannot be sent again. You can get another one when it has expired.",
                signIn.tab().textOf("latchkey-next-code").orElse(""));
        assertTrue(signIn.tab().attribute("latchkey-again", "hidden").isPresent(), signIn.tab()::source);

        time.set(601);
        signIn.refresh();
        assertFalse(signIn.tab().has("latchkey-next-code"), signIn.tab()::text);
        assertTrue(signIn.tab().attribute("latchkey-again", "hidden").isEmpty(), signIn.tab()::source);
        signIn.tab().followText("Start again to get another code");
        signIn.password(person);

        assertTrue(signIn.code(mail(person, 5).code()).done(), signIn.tab()::text);
    }

    @Test
    void aMailThatDoesNotLeaveIsReportedAndAnotherIsFreeOfCooldown() {
        Map<String, String> smtp = realm.admin().toRepresentation().getSmtpServer();
        realm.updateWithCleanup(update -> update.smtp("localhost", CLOSED_PORT, smtp.get("from")));
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.asksForCode(), "the page does not wait for the mail server");

        Eventually.holds("the page says that the mail is late", () -> signIn.refresh().tab().text()
                .contains("The email is delayed. We are still trying to send it."));
        assertTrue(signIn.offersResend());
        assertFalse(signIn.tab().text().contains("You can ask for another email in"), signIn.tab()::text);

        realm.updateWithCleanup(update -> update.smtp(smtp.get("host"), Integer.parseInt(smtp.get("port")),
                smtp.get("from")));
        signIn.resend();

        assertEquals(200, signIn.tab().status(), signIn.tab()::text);
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
        assertEquals(1, rows().sends(person), "what never left does not count");
    }

    @Test
    void tenMailsThatLeaveCostTheDatabaseOneStatement() {
        List<TestUser> people = Stream.generate(this::person).limit(40).toList();
        rows().watchStatements();
        Burst.of(people.size(), 8, i ->
                new Posts(new dev.latchkey.it.kit.Browser(FlowServer.BASE), realm).afterPassword(people.get(i)));
        people.forEach(person -> inbox().mail(person, 1));
        rows().writeSent();
        assertEquals(people.size(), rows().statementsOn("insert into LATCHKEY_OTP_CHALLENGE"));
        int states = rows().statementsOn("update LATCHKEY_OTP_CHALLENGE");
        assertTrue(states <= people.size() / 10, states + " statements for " + people.size() + " mails");
        int lookUps = rows().statementsOn("select count(%LATCHKEY_OTP_CHALLENGE");
        assertTrue(lookUps <= people.size() / 4, () -> "only before retries that other tests left: " + lookUps);
        people.forEach(person -> assertEquals(0, rows().undelivered(person)));
    }

    @Test
    void attack_mailBombing_theSixthMailInAnHourIsRefused() {
        TestUser person = person();
        for (int mail = 1; mail <= 5; mail++) {
            assertTrue(afterPassword(person).asksForCode(), "mail " + mail);
        }

        SignIn sixth = afterPassword(person);

        assertEquals(429, sixth.tab().status());
        assertFalse(sixth.asksForCode());
        assertEquals("Too many codes were sent. Try again in 12 minutes.", sixth.message());
        assertEquals("720", sixth.tab().header("Retry-After").orElse(""));
        assertEquals(5, rows().sends(person));
        assertEquals(1, events(person).refusals("excess_rate_limit_exceeded"));

        time.set(721);
        sixth.resend();
        assertTrue(sixth.code(mail(person, 6).code()).done(), sixth.tab()::text);
    }
}
