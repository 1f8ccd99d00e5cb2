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

    /** Leads to the tab of this browser that waits. */
    Locator back() {
        return page.locator("#latchkey-back");
    }

    /** The page tells what to do, and in which window. */
    void assertSays(String what) {
        assertThat(page.locator("#latchkey-link")).containsText(what);
    }

    Locator reference() {
        return page.locator("#latchkey-reference");
    }

    /** The page after the button; the page with the box to trust the device has been passed. */
    Locator doNotTrust() {
        return page.locator("#latchkey-trust-no");
    }

    /** Types the number that the page which waits in another browser shows. */
    void number(String number) {
        assertState("number");
        page.locator("#number").fill(number);
        page.locator("#latchkey-confirm-number").click();
    }

    /** Presses the button, and leaves the device untrusted. */
    void complete() {
        proceed().click();
        doNotTrust().click();
        assertSignedIn();
    }

    void assertSignedIn() {
        new SignIn(page).assertSignedIn();
    }
}
