package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@InChromium
@DisplayName("In Chromium, people sign in with what the mail holds")
class SignInIT {

    @Test
    void aliceTypesTheCode(Demo demo) {
        SignIn signIn = demo.window().signIn().password(BrowserUser.ALICE);
        Mail mail = demo.mail(BrowserUser.ALICE, 1);

        assertThat(signIn.page()).hasTitle(Pattern.compile("Latchkey Demo"));
        assertThat(signIn.reference()).hasText(mail.reference());
        assertThat(signIn.page().locator("#latchkey-address")).not().containsText(BrowserUser.ALICE.email());
        signIn.field().pressSequentially(mail.code());
        signIn.verify().click();
        signIn.assertSignedIn();
    }

    @ParameterizedTest
    @CsvSource({"space, ' '", "hyphen, '-'"})
    void theCodeIsPastedInTwoParts(String name, String separator, Demo demo) {
        BrowserUser person = demo.newcomer("paste-" + name);
        Window window = demo.window();
        window.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        SignIn signIn = window.signIn().password(person);
        String code = demo.mail(person, 1).code();
        String parts = code.substring(0, 3) + separator + code.substring(3);

        signIn.page().evaluate("text => navigator.clipboard.writeText(text)", parts);
        signIn.field().press("ControlOrMeta+V");
        assertThat(signIn.field()).hasValue(parts);
        signIn.verify().click();
        signIn.assertSignedIn();
    }

    @Test
    void theFieldDeclaresItsInputToBrowserAndKeypad(Demo demo) {
        SignIn signIn = demo.window().signIn().password(demo.newcomer("field"));

        assertThat(signIn.page().getByLabel("Code", new Page.GetByLabelOptions().setExact(true))).hasId("code");
        assertThat(signIn.field()).hasAttribute("type", "text");
        assertThat(signIn.field()).hasAttribute("autocomplete", "one-time-code");
        assertThat(signIn.field()).hasAttribute("inputmode", "numeric");
        // both would refuse a code that is pasted with a space
        assertThat(signIn.field()).not().hasAttribute("maxlength", Pattern.compile(".*"));
        assertThat(signIn.field()).not().hasAttribute("pattern", Pattern.compile(".*"));
        assertThat(signIn.field()).isFocused();
    }

    @Test
    void theLinkIsOpenedInAnotherTabOfTheSameBrowser(Demo demo) {
        BrowserUser person = demo.newcomer("link");
        Window window = demo.window();
        window.signIn().password(person);
        Mail mail = demo.mail(person, 1);

        LinkTab tab = window.open(mail);
        tab.assertState("confirm");
        assertThat(tab.reference()).hasText(mail.reference());
        tab.complete();
    }

    @Test
    void theLinkAsksToTypeTheCodeInAnotherBrowser(Demo demo) {
        BrowserUser person = demo.newcomer("elsewhere");
        SignIn signIn = demo.window().signIn().password(person);
        Mail mail = demo.mail(person, 1);

        LinkTab tab = demo.window().open(mail);
        tab.assertState("elsewhere");
        assertThat(tab.page().getByText("enter the code from the email")).isVisible();
        assertThat(tab.page().locator("form:has(#latchkey-continue), input[name=token]")).hasCount(0);
        assertThat(tab.page().locator("body")).not().containsText(mail.code());

        signIn.code(mail.code()).assertSignedIn();
    }

    @Test
    void codeAndLinkWorkWithoutScripts(Demo demo) {
        BrowserUser person = demo.newcomer("scriptless");
        Browser.NewContextOptions scriptless =
                new Browser.NewContextOptions().setLocale("en-GB").setJavaScriptEnabled(false);
        SignIn signIn = demo.window(scriptless).signIn().password(person);
        assertThat(signIn.page().locator("#latchkey-expiry")).hasText("Valid for 10 minutes");
        assertThat(signIn.resend()).isEnabled();

        signIn.code(demo.mail(person, 1).wrongCode());
        assertThat(signIn.error()).containsText("2 attempts left");
        signIn.code(demo.mail(person, 1).code()).assertSignedIn();

        Window window = demo.window(scriptless);
        window.signIn().password(person);
        LinkTab tab = window.open(demo.mail(person, 2));
        tab.complete();
    }

    @Test
    void bobConfirmsHisAddressWithASecondCode(Demo demo) {
        SignIn signIn = demo.window().signIn().password(BrowserUser.BOB);
        signIn.code(demo.mail(BrowserUser.BOB, 1).code());

        assertThat(signIn.page().locator("#kc-page-title")).hasText("Verify your email address");
        assertThat(signIn.verify()).hasText("Verify");
        Mail second = demo.mail(BrowserUser.BOB, 2);
        assertThat(signIn.reference()).hasText(second.reference());
        assertFalse(demo.emailVerified(BrowserUser.BOB));

        signIn.code(second.code()).assertSignedIn();
        assertTrue(demo.emailVerified(BrowserUser.BOB));
        assertEquals(2, demo.mails(BrowserUser.BOB));
    }
}
