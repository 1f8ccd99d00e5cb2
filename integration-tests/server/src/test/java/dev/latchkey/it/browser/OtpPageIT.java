package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@InChromium
@DisplayName("In Chromium, the code page says what happens, to the eye and to a screen reader")
class OtpPageIT {

    private static final Pattern ANYTHING = Pattern.compile(".*");
    private static final int MOST_STOPS = 10;
    private static final Duration SLOW = Duration.ofMillis(500);

    @Test
    void aWrongCodeIsReportedAtTheField(Demo demo) {
        BrowserUser person = demo.newcomer("wrong");
        SignIn signIn = demo.window().signIn().password(person);
        assertThat(signIn.field()).not().hasAttribute("aria-invalid", ANYTHING);

        signIn.code(demo.mail(person, 1).wrongCode());

        assertThat(signIn.error()).hasText("Wrong code. 2 attempts left.");
        assertThat(signIn.field()).hasAttribute("aria-invalid", "true");
        assertThat(signIn.field()).hasAccessibleDescription(Pattern.compile("^Wrong code\\. 2 attempts left\\..*"));
        assertThat(signIn.field()).isFocused();
        assertThat(signIn.field()).hasValue("");
    }

    @Test
    void theCountdownEnablesTheResend(Demo demo) {
        SignIn signIn = beforeTheClock(demo, "resend");
        assertThat(signIn.resend()).isDisabled();
        signIn.page().clock().fastForward(Duration.ofSeconds(2).toMillis());
        assertThat(signIn.page().locator("#latchkey-resend-hint")).containsText("You can ask for another email in 0:");

        signIn.page().clock().fastForward(Duration.ofSeconds(61).toMillis());

        assertThat(signIn.resend()).isEnabled();
        assertThat(signIn.page().locator("#latchkey-resend-hint")).hasCount(0);
        assertThat(signIn.status()).hasText("You can now ask for another email.");
    }

    @Test
    void theEndOfTheCodeIsAnnounced(Demo demo) {
        SignIn signIn = beforeTheClock(demo, "expiry");
        assertThat(signIn.page().locator("#latchkey-code-hint")).containsText("Valid for ");
        assertThat(signIn.page().locator("#latchkey-code-hint")).containsText("3 attempts left");
        // the countdown starts at the time at which the script runs, which may be after the page is complete
        assertThat(signIn.page().locator("#latchkey-expiry.latchkey-sr")).hasCount(1);

        signIn.page().clock().fastForward(Duration.ofSeconds(545).toMillis());
        assertThat(signIn.status()).containsText("Your code expires in one minute.");

        signIn.page().clock().fastForward(Duration.ofSeconds(61).toMillis());
        assertThat(signIn.status()).containsText("This code has expired. You need a new one.");
        assertThat(signIn.page().locator("#latchkey-expiry")).hasText("This code has expired. You need a new one.");
        assertThat(signIn.page().locator("#latchkey-attempts")).hasCount(0);
    }

    /** Before, a restart would lead back to the same code. */
    @Test
    void whereNoMailIsLeftTheEndOfTheCodeShowsTheWayToAnother(Demo demo) {
        BrowserUser person = demo.newcomer("no-mail-left");
        demo.withPolicy("max_resends", "1", () -> {
            SignIn signIn = demo.window().signIn().password(person);
            demo.awaitRecorded(person);
            demo.later(61, () -> {
                signIn.page().reload();
                signIn.page().clock().install();
                signIn.page().clock().pauseAt(System.currentTimeMillis() + Duration.ofMinutes(1).toMillis());
                signIn.resend().click();
                assertThat(signIn.page().locator("#latchkey-code-hint [aria-hidden=true]")).isVisible();
                assertThat(signIn.page().locator("#latchkey-next-code")).isVisible();
                assertThat(signIn.page().locator("#latchkey-restart")).isHidden();

                signIn.page().clock().fastForward(Duration.ofSeconds(601).toMillis());

                assertThat(signIn.page().locator("#latchkey-next-code")).hasCount(0);
                assertThat(signIn.page().locator("#latchkey-restart")).isVisible();
            });
        });
    }

    @Test
    void theKeyboardAloneSignsIn(Demo demo) {
        BrowserUser person = demo.newcomer("keyboard");
        SignIn signIn = demo.window().signIn();
        Page page = signIn.page();
        page.keyboard().type(person.username());
        page.keyboard().press("Tab");
        page.keyboard().type(person.password());
        page.keyboard().press("Enter");

        assertThat(signIn.field()).isFocused();
        page.keyboard().type(demo.mail(person, 1).code());
        page.keyboard().press("Enter");
        signIn.assertSignedIn();
        assertEquals(1, demo.mails(person), "Enter must verify, not send again");
    }

    @Test
    void theKeyboardAloneUsesTheLink(Demo demo) {
        BrowserUser person = demo.newcomer("keyboard-link");
        Window window = demo.window();
        window.signIn().password(person);
        LinkTab tab = window.open(demo.mail(person, 1));

        pressByKeyboard(tab.page(), tab.proceed());
        pressByKeyboard(tab.page(), tab.doNotTrust());
        tab.assertSignedIn();
    }

    @Test
    void aSecondClickOnASlowAnswerSendsNothing(Demo demo) {
        BrowserUser person = demo.newcomer("two-clicks");
        Window window = demo.window();
        window.signIn().password(person);
        LinkTab tab = window.open(demo.mail(person, 1));
        List<String> sent = new ArrayList<>();
        tab.page().route("**/*", route -> {
            if (route.request().method().equals("POST")) {
                sent.add(route.request().url());
                LockSupport.parkNanos(SLOW.toNanos());
            }
            route.resume();
        });

        clickTwice(tab.proceed());
        assertThat(tab.doNotTrust()).isVisible();
        clickTwice(tab.doNotTrust());
        tab.assertSignedIn();
        assertEquals(2, sent.size(), sent::toString);
    }

    /** The first time so early that the browser reports in between that the page is shown. */
    private static void clickTwice(Locator button) {
        button.evaluate("it => { it.click(); dispatchEvent(new PageTransitionEvent('pageshow'));"
                + " setTimeout(() => it.click(), 50); }");
    }

    @Test
    void theTabKeyGoesFromFieldToButtonsAndShowsWhereItIs(Demo demo) {
        SignIn signIn = beforeTheClock(demo, "tab-key");
        signIn.page().clock().fastForward(Duration.ofSeconds(61).toMillis());
        assertThat(signIn.resend()).isEnabled();

        assertThat(signIn.field()).isFocused();
        assertFocusShows(signIn.page());
        for (Locator next : List.of(signIn.trust(), signIn.verify(), signIn.resend())) {
            signIn.page().keyboard().press("Tab");
            assertThat(next).isFocused();
            assertFocusShows(signIn.page());
        }
        signIn.page().keyboard().press("Shift+Tab");
        assertThat(signIn.verify()).isFocused();
    }

    /**
     * A code page whose clock stands still until the test moves it, however long the machine takes. The page's script
     * has run: it counts from the time at which it was loaded, so that a clock moved before would move nothing.
     */
    private static SignIn beforeTheClock(Demo demo, String username) {
        SignIn signIn = demo.window().signIn();
        signIn.page().clock().install();
        signIn.page().clock().pauseAt(System.currentTimeMillis() + Duration.ofMinutes(1).toMillis());
        signIn.password(demo.newcomer(username));
        assertThat(signIn.page().locator("#latchkey-code-hint [aria-hidden=true]")).isVisible();
        return signIn;
    }

    private static void pressByKeyboard(Page page, Locator button) {
        assertThat(button).isVisible();
        for (int i = 0; i < MOST_STOPS && !button.evaluate("it => it === document.activeElement").equals(true); i++) {
            page.keyboard().press("Tab");
        }
        assertThat(button).isFocused();
        assertFocusShows(page);
        page.keyboard().press("Enter");
    }

    /**
     * Compares what is visible: with and without the focus, the element and its surroundings must not look the same.
     */
    private static void assertFocusShows(Page page) {
        Locator focused = page.locator(":focus");
        BoundingBox box = focused.boundingBox();
        Page.ScreenshotOptions around = new Page.ScreenshotOptions()
                .setClip(box.x - 8, box.y - 8, box.width + 16, box.height + 16);
        byte[] with = page.screenshot(around);
        focused.evaluate("it => { window.wasFocused = it; it.blur(); }");
        byte[] without = page.screenshot(around);
        page.evaluate("() => window.wasFocused.focus()");
        assertFalse(Arrays.equals(with, without), "The focus cannot be seen");
    }
}
