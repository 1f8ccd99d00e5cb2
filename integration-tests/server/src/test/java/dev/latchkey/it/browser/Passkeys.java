package dev.latchkey.it.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** Chromium's virtual authenticator of a tab, which always reports that the user is verified. */
final class Passkeys {

    private Passkeys() {
    }

    static void plugIn(Page page) {
        CDPSession chromium = page.context().newCDPSession(page);
        chromium.send("WebAuthn.enable");
        JsonObject key = new JsonObject();
        key.addProperty("protocol", "ctap2");
        key.addProperty("transport", "internal");
        key.addProperty("hasResidentKey", true);
        key.addProperty("hasUserVerification", true);
        key.addProperty("isUserVerified", true);
        key.addProperty("automaticPresenceSimulation", true);
        JsonObject parameters = new JsonObject();
        parameters.add("options", key);
        chromium.send("WebAuthn.addVirtualAuthenticator", parameters);
    }

    static void register(Page page) {
        clickWhenLoaded(page, "#registerWebAuthn");
    }

    static void use(Page page) {
        clickWhenLoaded(page, "#authenticateWebAuthnButton");
    }

    /** Keycloak's button does nothing until the page's module, which loads later than the button shows, has run. */
    private static void clickWhenLoaded(Page page, String selector) {
        Locator button = page.locator(selector);
        button.waitFor();
        page.waitForLoadState();
        button.click();
    }
}
