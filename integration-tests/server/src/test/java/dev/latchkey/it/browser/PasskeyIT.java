package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.List;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@InChromium
@DisplayName("In Chromium, a passkey creates trust where it stands for a second factor")
class PasskeyIT {

    private static final List<String> PASSKEY_THEN_TRUST =
            List.of("auth-username-form", "webauthn-authenticator-passwordless", "latchkey-trust-device");
    private static final List<String> PASSKEY_THEN_CODE =
            List.of("auth-username-form", "webauthn-authenticator-passwordless", "latchkey-email-otp");
    private static final List<String> PASSKEY_ALONE =
            List.of("auth-username-form", "webauthn-authenticator-passwordless");
    private static final String DEMO_PASSKEY = "latchkey browser passkey";

    @Test
    void aSecurityKeyAfterThePasswordCreatesTrust(Demo demo) {
        BrowserUser person = demo.newcomer("security-key");
        Window window = demo.window();
        Page page = registered(demo, window, person, "webauthn-register");

        SignIn signIn = window.signIn(page).passwordAlone(person);
        Passkeys.use(page);
        trustYes(page).click();
        signIn.assertSignedIn();

        assertNotAsked(window, page, person);
    }

    @Test
    void aPasskeyThatVerifiesItsUserCreatesTrust(Demo demo) {
        BrowserUser person = demo.newcomer("passkey");
        Window window = demo.window();
        Page page = registered(demo, window, person, "webauthn-register-passwordless");

        demo.withFlow(PASSKEY_THEN_TRUST, () -> {
            SignIn signIn = window.signIn(page);
            byPasskey(page, person);
            trustYes(page).click();
            signIn.assertSignedIn();
        });

        assertNotAsked(window, page, person);
    }

    @Test
    void afterAPasskeyTheLinkOnAnotherDeviceAsksForTheNumber(Demo demo) {
        BrowserUser person = demo.newcomer("passkey-number");
        Window window = demo.window();
        Page page = registered(demo, window, person, "webauthn-register-passwordless");
        demo.withPolicy("link_number_matching", "true", () -> demo.withFlow(PASSKEY_THEN_CODE, () -> {
            SignIn waiting = window.signIn(page);
            byPasskey(page, person);
            String number = page.locator("#latchkey-number").textContent();

            LinkTab phone = demo.window().open(demo.mail(person, waiting.reference().textContent()));
            phone.number(number);

            phone.assertState("confirmed");
            waiting.assertSignedIn();
        }));
    }

    @Test
    void inTheDemoRealmsPasskeyFlowAFingerprintAloneSignsIn(Demo demo) {
        BrowserUser person = demo.newcomer("fingerprint");
        Window window = demo.window();
        Page page = registered(demo, window, person, "webauthn-register-passwordless");
        demo.withFlow(DEMO_PASSKEY, () -> {
            SignIn signIn = window.signIn(page);
            signIn.name(person);
            // Keycloak asks first for the credential that the user has had longest
            page.locator("#try-another-way").click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Passkey")).click();
            Passkeys.use(page);
            signIn.assertSignedIn();
        });
    }

    @Test
    void inTheDemoRealmsPasskeyFlowWhoHasNoneTakesPasswordAndCodeAndMayTrustTheDevice(Demo demo) {
        BrowserUser person = demo.newcomer("no-passkey");
        Window window = demo.window();
        demo.withFlow(DEMO_PASSKEY, () -> {
            SignIn first = window.signIn();
            first.name(person).passwordAfterName(person);
            first.trust().check();
            first.code(demo.mail(person, 1).code()).assertSignedIn();
            window.endSession();

            SignIn second = window.signIn(first.page());
            second.name(person).passwordAfterName(person);
            second.assertSignedIn();
        });
    }

    @Test
    void aSignUpWithoutAPasswordGivesAPasskeyThatSignsIn(Demo demo) {
        BrowserUser person = new BrowserUser("passkey-sign-up", "");
        Window window = demo.window();
        demo.withPolicy("sign_up_credential", "passkey", () -> {
            SignIn signUp = window.signUp();
            Passkeys.plugIn(signUp.page());
            assertThat(signUp.page().locator("#password")).hasCount(0);
            signUp.register(person.email()).code(demo.mail(person, 1).code());
            Passkeys.register(signUp.page());
            signUp.assertSignedIn();
            window.endSession();

            demo.withFlow(PASSKEY_ALONE, () -> {
                SignIn signIn = window.signIn(signUp.page());
                byPasskey(signIn.page(), person);
                signIn.assertSignedIn();
            });
        });
    }

    /** A tab whose authenticator has a passkey of this user, registered after a sign-in by code; signed out again. */
    private static Page registered(Demo demo, Window window, BrowserUser person, String action) {
        demo.mustRegisterPasskey(person, action);
        SignIn signIn = window.signIn();
        Passkeys.plugIn(signIn.page());
        signIn.password(person).code(demo.mail(person, 1).code());
        Passkeys.register(signIn.page());
        signIn.assertSignedIn();
        window.endSession();
        return signIn.page();
    }

    private static void byPasskey(Page page, BrowserUser person) {
        new SignIn(page).name(person);
        Passkeys.use(page);
    }

    private static void assertNotAsked(Window window, Page page, BrowserUser person) {
        window.endSession();
        window.signIn(page).passwordAlone(person).assertSignedIn();
    }

    private static Locator trustYes(Page page) {
        return page.locator("#latchkey-trust-yes");
    }
}
