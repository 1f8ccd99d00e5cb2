package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@InChromium
@DisplayName("axe finds nothing against WCAG 2.2 AA, and nothing is wider than a phone")
class AccessibilityIT {

    @ParameterizedTest
    @ValueSource(strings = {"de", "ar"})
    void everyPageInEveryState(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-" + language);
        List<String> findings = new ArrayList<>();

        Window window = window(demo, language);
        SignIn signIn = window.signIn().password(person);
        assertThat(signIn.page().locator("html")).hasAttribute("lang", language);
        assertThat(signIn.field()).isVisible();
        findings.addAll(PageLook.everywhere("code page", signIn.page()));

        Mail mail = demo.mail(person, 1);
        LinkTab here = window.open(mail);
        here.assertState("confirm");
        assertThat(here.page().locator("html")).hasAttribute("dir", language.equals("ar") ? "rtl" : "ltr");
        findings.addAll(PageLook.everywhere("link", here.page()));

        LinkTab elsewhere = window(demo, language).open(mail);
        elsewhere.assertState("elsewhere");
        findings.addAll(PageLook.everywhere("link in another browser", elsewhere.page()));

        signIn.code(mail.wrongCode());
        assertThat(signIn.error()).isVisible();
        findings.addAll(PageLook.everywhere("code page with an error", signIn.page()));

        signIn.code(mail.wrongCode()).code(mail.wrongCode());
        assertThat(signIn.field()).hasCount(0);
        findings.addAll(PageLook.everywhere("code page after the last attempt", signIn.page()));

        here.page().reload();
        here.assertState("used_up");
        findings.addAll(PageLook.everywhere("link that is no longer valid", here.page()));

        Page mailProgram = window.context().newPage();
        mailProgram.setContent(mail.html());
        findings.addAll(PageLook.everywhere("mail", mailProgram));

        assertEquals("", String.join("\n", findings));
    }

    /** The demo realm observes: an administrator sees what a condition on the risk would have asked. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "ar"})
    void theReportOfRiskInTheDemoRealm(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-risk-" + language);
        Window window = window(demo, language);
        for (int i = 1; i <= 2; i++) {
            window(demo, language).signIn().password(person).code(demo.mail(person, i).code()).assertSignedIn();
        }
        Page page = window.context().newPage();
        page.setContent(demo.riskReport(language, 2));
        assertThat(page.locator("#levels tbody tr")).hasCount(3);
        assertEquals("", String.join("\n", PageLook.everywhere("report of risk", page)));
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void thePageOfTheRequiredAction(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-verify-" + language);
        demo.mustVerifyEmail(person);
        SignIn signIn = window(demo, language).signIn().password(person);
        signIn.code(demo.mail(person, 1).code());
        demo.mail(person, 2);

        assertThat(signIn.page().locator("#latchkey-address")).isVisible();
        assertEquals("", String.join("\n", PageLook.everywhere("verify page", signIn.page())));
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void thePageThatOffersToTrustTheDevice(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-trust-" + language);
        Window window = window(demo, language);
        window.signIn().password(person);
        Mail mail = demo.mail(person, 1);
        LinkTab tab = window.open(mail);
        tab.proceed().click();

        assertThat(tab.doNotTrust()).isVisible();
        List<String> findings = new ArrayList<>(PageLook.everywhere("trust page", tab.page()));

        LinkTab again = window.open(mail);
        again.assertState("used");
        findings.addAll(PageLook.everywhere("link that was used", again.page()));
        assertEquals("", String.join("\n", findings));
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void theLinkForWhichTwoTabsWait(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-several-" + language);
        Window window = window(demo, language);
        window.signIn().password(person);
        window.signIn().password(person);
        LinkTab tab = window.open(demo.mail(person, 1));

        tab.assertState("several");
        assertEquals("", String.join("\n", PageLook.everywhere("link for two tabs", tab.page())));
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void thePageForASecondUser(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-first-" + language);
        Window window = window(demo, language);
        SignIn first = window.signIn().password(person);
        first.code(demo.mail(person, 1).code()).assertSignedIn();
        SignIn second = window.signUp().register("axe-second-" + language + "@latchkey.example", person.password());

        assertThat(second.page().locator("#latchkey-sign-out")).isVisible();
        assertEquals("", String.join("\n", PageLook.everywhere("page for a second user", second.page())));
        second.page().locator("#latchkey-sign-out").click();
        assertThat(second.page().locator("#kc-register-form")).isVisible();
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void thePagesOfAPasswordReset(String language, Demo demo) {
        BrowserUser person = demo.newcomer("axe-reset-" + language);
        List<String> findings = new ArrayList<>();
        SignIn reset = window(demo, language).signIn().forgotten(person);
        Mail mail = demo.mail(person, 1);

        reset.code(mail.wrongCode());
        assertThat(reset.error()).isVisible();
        findings.addAll(PageLook.everywhere("reset with an error", reset.page()));

        reset.code(mail.code());
        assertThat(reset.page().locator("#latchkey-new-password")).isVisible();
        reset.newPassword("another horse entirely", "yet another one");
        assertThat(reset.page().locator("#input-error-password-confirm")).isVisible();
        findings.addAll(PageLook.everywhere("new password with an error", reset.page()));

        assertEquals("", String.join("\n", findings));
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void thePageAfterASignUp(String language, Demo demo) {
        SignIn signUp = window(demo, language).signUp()
                .register("axe-sign-up-" + language + "@example.com", "another horse entirely");
        assertThat(signUp.field()).isVisible();
        assertEquals("", String.join("\n", PageLook.everywhere("sign-up", signUp.page())));
    }

    @ParameterizedTest
    @ValueSource(strings = "ar")
    void thePageThatAsksForASecretCode(String language, Demo demo) {
        List<String> findings = new ArrayList<>();
        demo.withFlow(List.of("latchkey-secret-code"), () -> {
            SignIn signIn = window(demo, language).mobile();
            Locator code = signIn.page().locator("#secret_code");
            assertThat(code).isVisible();
            code.fill("no code");
            signIn.page().locator("#latchkey-secret-code-submit").click();
            assertThat(signIn.page().locator(".pf-m-danger").first()).isVisible();
            findings.addAll(PageLook.everywhere("secret code with an error", signIn.page()));
        });
        assertEquals("", String.join("\n", findings));
    }

    /** In the language with the longer texts. The waiting page goes on by itself. */
    @Test
    void thePagesOfALinkOnAnotherDevice(Demo demo) {
        BrowserUser person = demo.newcomer("axe-number");
        List<String> findings = new ArrayList<>();
        demo.withPolicy("link_number_matching", "true", () -> {
            SignIn waiting = window(demo, "de").signIn().password(person);
            Locator number = waiting.page().locator("#latchkey-number");
            assertThat(number).hasText(Pattern.compile("[0-9]{2}"));
            assertThat(waiting.status()).containsText(String.join(" ", number.textContent().split("")));
            findings.addAll(PageLook.everywhere("code page with a number", waiting.page()));

            LinkTab phone = window(demo, "de").open(demo.mail(person, 1));
            phone.assertState("number");
            phone.page().locator("#latchkey-confirm-number").click();
            assertThat(phone.page().locator("#input-error-number")).isVisible();
            findings.addAll(PageLook.everywhere("link on another device", phone.page()));

            phone.number(number.textContent());
            phone.assertState("confirmed");
            waiting.assertSignedIn();
        });
        assertEquals("", String.join("\n", findings));
    }

    private static Window window(Demo demo, String language) {
        return demo.window(new Browser.NewContextOptions().setLocale(language)
                // otherwise colours are measured during the transition from light to dark
                .setReducedMotion(ReducedMotion.REDUCE));
    }
}
