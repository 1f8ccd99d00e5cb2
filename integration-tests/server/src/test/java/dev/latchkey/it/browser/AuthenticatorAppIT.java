package dev.latchkey.it.browser;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.keycloak.models.utils.TimeBasedOTP;

@InChromium
@DisplayName("In Chromium, the demo realm's flow with an authenticator app alone asks once")
class AuthenticatorAppIT {

    private static final String SECRET = "a secret of the app";

    @Test
    void theAppIsAskedForOnceAndThenTheDeviceIsTrusted(Demo demo) {
        BrowserUser person = demo.newcomer("authenticator");
        demo.hasAuthenticatorApp(person, SECRET);
        Window window = demo.window();
        demo.withFlow("latchkey browser totp", () -> {
            SignIn signIn = window.signIn().passwordAlone(person);
            Page page = signIn.page();
            page.locator("#otp").fill(new TimeBasedOTP().generateTOTP(SECRET));
            page.locator("#kc-login").click();
            page.locator("#latchkey-trust-yes").click();
            signIn.assertSignedIn();

            window.endSession();
            window.signIn(page).passwordAlone(person).assertSignedIn();
        });
    }
}
