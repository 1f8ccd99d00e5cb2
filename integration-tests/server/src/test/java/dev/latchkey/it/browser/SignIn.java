package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** A tab in which a user signs in: the password page, then the page for the code. */
record SignIn(Page page) {

    private static final Pattern SIGNED_IN = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/callback\\?(.*&)?code=.+");

    SignIn password(BrowserUser person) {
        passwordAlone(person);
        assertThat(page.locator("#latchkey-email-otp")).isVisible();
        return this;
    }

    /** Fills in a page that asks for the name alone. */
    SignIn name(BrowserUser person) {
        page.locator("#username").fill(person.email());
        page.locator("#kc-login").click();
        return this;
    }

    /** Fills in the page that follows the name. */
    SignIn passwordAfterName(BrowserUser person) {
        page.locator("#password").fill(person.password());
        page.locator("#kc-login").click();
        return this;
    }

    /** The page after the password, whichever it is. */
    SignIn passwordAlone(BrowserUser person) {
        page.locator("#username").fill(person.email());
        page.locator("#password").fill(person.password());
        page.locator("#kc-login").click();
        return this;
    }

    /** Follows the link for a forgotten password. */
    SignIn forgotten(BrowserUser person) {
        page.locator("a[href*=reset-credentials]").click();
        page.locator("#username").fill(person.email());
        page.locator("#kc-reset-password-form [type=submit]").click();
        return this;
    }

    /** Fills in the registration form. */
    SignIn register(String email, String password) {
        page.locator("#password").fill(password);
        page.locator("#password-confirm").fill(password);
        return register(email);
    }

    /** Fills in a registration form that asks for no password. */
    SignIn register(String email) {
        page.locator("#firstName").fill("Nora");
        page.locator("#lastName").fill("New");
        page.locator("#email").fill(email);
        page.locator("#kc-register-form [type=submit]").click();
        return this;
    }

    SignIn newPassword(String password, String again) {
        page.locator("#password-new").fill(password);
        page.locator("#password-confirm").fill(again);
        page.locator("#latchkey-new-password-save").click();
        return this;
    }

    SignIn code(String code) {
        field().fill(code);
        verify().click();
        return this;
    }

    Locator field() {
        return page.locator("#code");
    }

    Locator error() {
        return page.locator("#input-error-code");
    }

    Locator verify() {
        return page.locator("#kc-login");
    }

    /** The box to trust this device. */
    Locator trust() {
        return page.locator("#latchkey-trust");
    }

    Locator resend() {
        return page.locator("#latchkey-resend");
    }

    Locator reference() {
        return page.locator("#latchkey-reference");
    }

    /** Leaves through Keycloak's "Restart login". */
    SignIn restart() {
        page.locator("#reset-login").click();
        assertThat(page.locator("#password")).isVisible();
        return this;
    }

    /** The live region that a screen reader announces. */
    Locator status() {
        return page.locator("#latchkey-status");
    }

    void assertSignedIn() {
        assertThat(page).hasURL(SIGNED_IN);
    }
}
