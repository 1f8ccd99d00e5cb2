package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.latchkey.it.kit.Eventually;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What users do to a sign-in that does not go straight. */
@InChromium
@DisplayName("In Chromium, no story around the code ends on a page that is ugly, unreadable or without a way on")
class StoriesIT extends StoryTest {

    private static final int AFTER_THE_COOLDOWN = 61;
    private static final int AFTER_THE_END = 601;

    @Test
    void reloadedOpenedTwiceBegunAgainAndMailedAgain(Demo demo) {
        BrowserUser person = demo.newcomer("story-again");
        Window window = window(demo, "en");
        SignIn signIn = window.signIn().password(person);
        String reference = signIn.reference().textContent();
        signIn.page().reload();
        assertThat(signIn.reference()).hasText(reference);
        look("story reloaded", signIn.page());

        SignIn second = window.signIn().password(person);
        assertThat(second.reference()).hasText(reference);
        look("story second tab", second.page());
        Mail first = demo.mail(person, 1);
        LinkTab several = window.open(first);
        several.assertState("several");
        several.assertSays("Enter the code from the email in the window in which you want to continue.");
        LinkTab away = window(demo, "en").open(first);
        away.assertState("elsewhere");
        away.assertSays("Go back to that page and enter the code from the email.");
        second.restart().password(person);
        assertThat(second.reference()).hasText(reference);
        look("story begun again", second.page());
        String code = first.code();

        demo.later(AFTER_THE_COOLDOWN, () -> {
            second.page().reload();
            second.resend().click();
            assertThat(second.page().locator("body")).containsText("We sent the email again");
            look("story mailed again", second.page());
        });
        assertEquals(code, demo.mail(person, 2).code());

        // else its script goes on by itself once the browser is signed in, and no tab waits for the link any more
        String waiting = signIn.page().url();
        signIn.page().navigate("about:blank");
        second.code(code);
        second.assertSignedIn();
        LinkTab here = window.open(demo.mail(person, 2));
        here.assertState("used_in_another_tab");
        assertThat(here.back()).isVisible();
        here.assertSays("Continue there, or ask for another email in the window that still waits.");
        look("story link used here", here.page());
        LinkTab elsewhere = window(demo, "en").open(demo.mail(person, 2));
        elsewhere.assertState("used");
        elsewhere.assertSays("continue in the window where you started.");
        look("story link used elsewhere", elsewhere.page());
        signIn.page().navigate(waiting);
        assertThat(signIn.page().locator("body")).containsText("used in another window of this browser");
        assertThat(signIn.resend()).isVisible();
    }

    /** As an in-app browser that is closed and opened again: nothing but the user knows of the first mail. */
    @Test
    void anInAppBrowserThatLosesItsCookies(Demo demo) {
        BrowserUser person = demo.newcomer("story-in-app");
        Window app = window(demo, "en");
        SignIn lost = app.mobile().password(person);
        Mail older = demo.mail(person, lost.reference().textContent());
        app.context().clearCookies();

        SignIn again = app.mobile().password(person);
        Mail newest = demo.mail(person, 2);
        assertNotEquals(older.reference(), newest.reference());
        assertThat(again.reference()).hasText(newest.reference());
        look("story in-app browser begun again", again.page());
        again.code(older.code());
        assertThat(again.error()).isVisible();
        assertThat(again.reference()).hasText(newest.reference());
        look("story in-app browser older mail", again.page());
        assertWayOn(again.page());
        LinkTab link = app.open(older);
        link.assertState("elsewhere");
        link.assertSays("Go back to that page and enter the code from the email.");
        again.code(newest.code()).assertSignedIn();
    }

    @Test
    void aMailWithALinkAlone(Demo demo) {
        BrowserUser person = demo.newcomer("story-link-alone");
        demo.withLimit("guard-daily", 1, () -> {
            SignIn guessed = window(demo, "en").signIn().forgotten(person);
            Mail guess = demo.mail(person, guessed.reference().textContent());
            guessed.code(guess.wrongCode()).code(guess.code());
            assertThat(guessed.page().locator("body")).containsText("Too many wrong codes were entered today.");
            look("story codes spent", guessed.page());

            Window window = window(demo, "en");
            SignIn reset = window.signIn().forgotten(person);
            assertThat(reset.field()).hasCount(0);
            look("story link alone", reset.page());
            assertWayOn(reset.page());
            Mail mail = demo.mail(person, reset.reference().textContent());
            LinkTab away = window(demo, "en").open(mail);
            away.assertState("other_browser");
            assertThat(away.page().locator("#kc-page-title")).hasText("Use the other browser");
            away.assertSays("This link works only in the browser in which you started.");
            look("story link alone elsewhere", away.page());
            LinkTab here = window.open(mail);
            here.proceed().click();
            assertThat(here.page().locator("#latchkey-new-password")).isVisible();
        });
    }

    @Test
    void expiredReplacedAndOver(Demo demo) {
        BrowserUser person = demo.newcomer("story-over");
        Window window = window(demo, "ar");
        SignIn signIn = window.signIn().password(person);
        Mail mail = demo.mail(person, 1);

        demo.later(AFTER_THE_END, () -> {
            signIn.code(mail.code());
            assertThat(signIn.field()).hasCount(0);
            look("story expired", signIn.page());
            LinkTab expired = window.open(mail);
            expired.assertState("expired");
            look("story link expired", expired.page());
            assertThat(expired.back()).isVisible();

            signIn.resend().click();
            assertThat(signIn.field()).isVisible();
            LinkTab replaced = window.open(mail);
            look("story link replaced", replaced.page());
            assertWayOn(replaced.page());
            signIn.restart();
            LinkTab over = window.open(demo.mail(person, 2));
            over.assertState("over");
            look("story sign-in over", over.page());
            assertWayOn(over.page());
        });
    }

    @Test
    void aNumberThatIsWrong(Demo demo) {
        BrowserUser person = demo.newcomer("story-number");
        demo.withPolicy("link_number_matching", "true", () -> {
            SignIn waiting = window(demo, "ar").signIn().password(person);
            String number = waiting.page().locator("#latchkey-number").textContent();
            LinkTab phone = window(demo, "ar").open(demo.mail(person, 1));
            phone.assertState("number");
            look("story number asked", phone.page());
            phone.number("%02d".formatted((Integer.parseInt(number) + 1) % 100));
            phone.assertState("wrong_number");
            look("story number wrong", phone.page());
            // the waiting page finds out by itself
            assertThat(waiting.page().locator("#latchkey-number")).hasCount(0);
            look("story number was wrong", waiting.page());
            assertWayOn(waiting.page());
        });
    }

    @Test
    void aNumberThatIsRight(Demo demo) {
        BrowserUser person = demo.newcomer("story-number-right");
        demo.withPolicy("link_number_matching", "true", () -> {
            SignIn waiting = window(demo, "en").signIn().password(person);
            LinkTab phone = window(demo, "en").open(demo.mail(person, 1));
            phone.number(waiting.page().locator("#latchkey-number").textContent());
            phone.assertState("confirmed");
            phone.assertSays("Go back to the page that shows the number");
            look("story number right", phone.page());
            waiting.assertSignedIn();
        });
    }

    @Test
    void notYourAddressLeadsBackToTheFormAndTheCodeToACredential(Demo demo) {
        demo.withPolicy("sign_up_credential", "passkey", () -> {
            SignIn signUp = window(demo, "de").signUp();
            photograph("story sign-up without a password", signUp.page());
            signUp.register("story-mistyped@latchkey.example");
            look("story not your address", signUp.page());
            signUp.page().locator("#latchkey-other-address").click();
            assertThat(signUp.page().locator("#email")).hasValue("story-mistyped@latchkey.example");
            photograph("story form again", signUp.page());

            BrowserUser person = new BrowserUser("story-passkey", "");
            signUp.register(person.email()).code(demo.mail(person, 1).code());
            assertThat(signUp.page().locator("#registerWebAuthn")).isVisible();
            photograph("story passkey after the code", signUp.page());
        });
        demo.withPolicy("sign_up_credential", "password_after_code", () -> {
            BrowserUser person = new BrowserUser("story-password", "");
            SignIn signUp = window(demo, "de").signUp();
            signUp.register(person.email()).code(demo.mail(person, 1).code());
            assertThat(signUp.page().locator("#password-new")).isVisible();
            photograph("story password after the code", signUp.page());
        });
    }

    @Test
    void anInvitationAndWhatIsLeftOfIt(Demo demo) {
        BrowserUser person = new BrowserUser("story-invited", "another horse entirely");
        demo.admin().realm(Map.of("organizationsEnabled", true));
        try {
            String link = demo.invitation("story", person);
            Page page = window(demo, "de").context().newPage();
            page.navigate(link);
            photograph("story invitation", page);
            SignIn form = new SignIn(page).register(person.email(), person.password());
            assertThat(form.field()).isVisible();
            look("story invitation code", page);
            form.code(demo.mail(person, form.reference().textContent()).code());
            assertThat(form.page().locator("#latchkey-email-otp")).hasCount(0);

            Page again = window(demo, "de").context().newPage();
            again.navigate(link);
            photograph("story invitation used", again);
        } finally {
            demo.admin().realm(Map.of("organizationsEnabled", false));
        }
    }

    @Test
    void aPhoneNumberThatIsProven(Demo demo) {
        BrowserUser person = demo.newcomer("story-phone");
        demo.mustVerifyPhone(person);
        SignIn signIn = window(demo, "ar").signIn().password(person);
        signIn.code(demo.mail(person, 1).code());
        Locator number = signIn.page().locator("#phone");
        assertThat(number).isVisible();
        look("story phone", signIn.page());
        number.fill("+49 30 123456");
        signIn.page().locator("#latchkey-phone-send").click();
        assertThat(signIn.page().locator("#input-error-phone")).isVisible();
        look("story phone refused", signIn.page());

        signIn.page().locator("#phone").fill("+49 151 23456789");
        signIn.page().locator("#latchkey-phone-send").click();
        assertThat(signIn.field()).isVisible();
        look("story phone code", signIn.page());
        String code = demo.texts().code("4915123456789", 1);
        signIn.code((code.charAt(0) == '0' ? '1' : '0') + code.substring(1));
        assertThat(signIn.error()).isVisible();
        look("story phone code wrong", signIn.page());
        signIn.code(code);
        signIn.assertSignedIn();

        Page mail = window(demo, "ar").context().newPage();
        mail.setContent(Eventually.see(Duration.ofMinutes(1), () -> demo.mailsTo(person).stream()
                .filter(sent -> sent.text().contains("••• 89")).findFirst(), Optional::isPresent).orElseThrow().html());
        look("story phone mail", mail);
    }

    @Test
    void anAccountThatIsLocked(Demo demo) {
        BrowserUser person = demo.newcomer("story-locked");
        demo.withLimit("guard-failures", 1, () -> {
            Window window = window(demo, "ar");
            SignIn signIn = window.signIn().password(person);
            Mail mail = demo.mail(person, 1);
            signIn.code(mail.wrongCode());
            signIn.code(mail.code());
            assertThat(signIn.field()).hasCount(0);
            look("story locked", signIn.page());
            assertWayOn(signIn.page());
            LinkTab link = window.open(mail);
            link.proceed().click();
            link.assertState("locked");
            look("story link locked", link.page());
            assertWayOn(link.page());
        });
    }

    @Test
    void anAccountThatIsDisabled(Demo demo) {
        BrowserUser person = demo.newcomer("story-disabled");
        Window window = window(demo, "de");
        SignIn signIn = window.signIn().password(person);
        Mail mail = demo.mail(person, 1);
        demo.enable(person, false);
        signIn.code(mail.code());
        assertThat(signIn.field()).hasCount(0);
        photograph("story disabled", signIn.page());
        assertWayOn(signIn.page());
        LinkTab link = window.open(mail);
        link.assertState("locked");
        look("story link disabled", link.page());
        assertWayOn(link.page());
    }
}
