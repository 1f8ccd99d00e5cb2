package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** A tab in which the link of a mail was opened. */
record LinkTab(Page page) {

    void assertState(String state) {
        assertThat(page.locator("#latchkey-link")).hasAttribute("data-state", state);
    }

    Locator proceed() {
        return page.locator("#latchkey-continue");
    }

    Locator reference() {
        return page.locator("#latchkey-reference");
    }

    /** The same tab, seen as one that signs in. */
    SignIn signIn() {
        return new SignIn(page);
    }
}
