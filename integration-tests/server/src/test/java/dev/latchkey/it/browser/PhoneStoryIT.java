package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.sample.FileDeviceKey;
import dev.latchkey.sample.FileVault;
import dev.latchkey.sample.NativeClient;
import dev.latchkey.sample.NativeSignIn;
import dev.latchkey.sample.PasswordReset;
import dev.latchkey.sample.Registration;
import dev.latchkey.sample.SampleClient;
import dev.latchkey.sample.Session;
import dev.latchkey.sample.Step;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user who has a telephone number and no e-mail address. */
@InChromium
@DisplayName("In Chromium and in an app, a user signs up, in and resets the password by telephone number alone")
class PhoneStoryIT extends StoryTest {

    private static final String ACTION = "latchkey-verify-phone";
    private static final String PASSWORD = "a number and a horse";
    private static final String NEW_PASSWORD = "a number and another horse";

    /** Length of the word that a text holds. */
    private static final int WORD = 8;
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    private Path phone;

    @Test
    void signsUpByPhone_inByText_resetsByText_andChangesTheNumber(Demo demo) {
        demo.withNumbers(() -> {
            String number = "+49 151 23450001";
            SignIn signUp = window(demo, "en").signUp();
            photograph("phone sign-up", signUp.page());
            signUp.page().locator("#phoneNumber").fill(number);
            signUp.page().locator("#firstName").fill("Nora");
            signUp.page().locator("#lastName").fill("New");
            signUp.page().locator("#password").fill(PASSWORD);
            signUp.page().locator("#password-confirm").fill(PASSWORD);
            signUp.page().locator("#kc-register-form [type=submit]").click();
            assertThat(signUp.field()).isVisible();
            look("phone sign-up code", signUp.page());
            signUp.code(code(demo, number, 1)).assertSignedIn();

            Window window = window(demo, "de");
            SignIn signIn = named(window.signIn(), "0151 23450001", PASSWORD);
            look("phone sign-in code", signIn.page());
            signIn.code(code(demo, number, 2)).assertSignedIn();

            SignIn reset = window(demo, "en").signIn();
            reset.page().locator("a[href*=reset-credentials]").click();
            reset.page().locator("#username").fill(number);
            photograph("phone reset", reset.page());
            reset.page().locator("#kc-reset-password-form [type=submit]").click();
            assertThat(reset.field()).isVisible();
            look("phone reset code", reset.page());
            reset.code(code(demo, number, 3)).newPassword(NEW_PASSWORD, NEW_PASSWORD);
            assertThat(reset.page().locator("#password-new")).hasCount(0);

            String next = "+49 151 23460002";
            SignIn change = named(window(demo, "en").action(ACTION), number, NEW_PASSWORD);
            change.code(code(demo, number, 4));
            change.page().locator("#phone").fill(next);
            change.page().locator("#latchkey-phone-send").click();
            assertThat(change.field()).isVisible();
            look("phone change code", change.page());
            change.code(code(demo, next, 1)).assertSignedIn();
            named(window(demo, "en").signIn(), next, NEW_PASSWORD).code(code(demo, next, 2)).assertSignedIn();
            assertEquals(1, demo.logged("Texts are sent without a table of prices"), "once, not for each of six texts");
        });
    }

    @Test
    void provesANumberBySendingAText_whichHasNotArrived(Demo demo) {
        BrowserUser person = demo.newcomer("story-sent-text");
        demo.withNumbers(() -> demo.withFlow("latchkey browser", () -> {
            demo.mustVerifyPhone(person);
            SignIn signIn = window(demo, "ar").signIn().password(person);
            signIn.code(demo.mail(person, 1).code());
            Page page = signIn.page();
            page.locator("#phone").fill("+49 151 23470003");
            look("phone own offered", page);
            page.locator("#latchkey-phone-own").click();
            assertThat(page.locator("#latchkey-sent-text")).isVisible();
            look("phone own", page);
            page.locator("#latchkey-sent-text-continue").click();
            assertThat(page.locator("#latchkey-sent-text")).isVisible();
            look("phone own missing", page);
            page.locator("#latchkey-sent-text-code").click();
            signIn.code(code(demo, "+49 151 23470003", 1)).assertSignedIn();
        }));
    }

    @Test
    void signsUpByPhone_whereATextOfTheUserHasNotArrived(Demo demo) {
        demo.withNumbers(true, () -> {
            SignIn signUp = window(demo, "ar").signUp();
            Page page = signUp.page();
            page.locator("#phoneNumber").fill("+49 151 23500006");
            page.locator("#firstName").fill("Nora");
            page.locator("#lastName").fill("New");
            page.locator("#password").fill(PASSWORD);
            page.locator("#password-confirm").fill(PASSWORD);
            page.locator("#kc-register-form [type=submit]").click();
            assertThat(page.locator("#latchkey-sent-text")).isVisible();
            look("phone sign-up own", page);
            page.locator("#latchkey-sent-text-continue").click();
            assertThat(page.locator("#latchkey-sent-text")).isVisible();
            look("phone sign-up own missing", page);
            page.locator("#latchkey-sent-text-code").click();
            signUp.code(code(demo, "+49 151 23500006", 1)).assertSignedIn();
        });
    }

    @Test
    void provesANumberBySendingAText(Demo demo) {
        BrowserUser person = demo.newcomer("story-text-arrives");
        demo.withNumbers(() -> demo.withFlow("latchkey browser", () -> {
            demo.mustVerifyPhone(person);
            SignIn signIn = window(demo, "en").signIn().password(person);
            signIn.code(demo.mail(person, 1).code());
            signIn.page().locator("#phone").fill("+49 151 23510007");
            signIn.page().locator("#latchkey-phone-own").click();
            sendsText(demo, signIn.page(), "+49 151 23510007");
            signIn.assertSignedIn();
        }));
    }

    @Test
    void signsUpBySendingAText(Demo demo) {
        demo.withNumbers(true, () -> {
            SignIn signUp = window(demo, "de").signUp();
            Page page = signUp.page();
            page.locator("#phoneNumber").fill("0151 23520008");
            page.locator("#firstName").fill("Nora");
            page.locator("#lastName").fill("New");
            page.locator("#password").fill(PASSWORD);
            page.locator("#password-confirm").fill(PASSWORD);
            page.locator("#kc-register-form [type=submit]").click();
            sendsText(demo, page, "+49 151 23520008");
            signUp.assertSignedIn();
        });
    }

    /** Sends the word of the page, as the phone does that opens its link, and goes on once the text is there. */
    private static void sendsText(Demo demo, Page page, String number) {
        String link = page.locator("#latchkey-sent-text-open").getAttribute("href");
        assertEquals("sms:+4930123456?body=", link.substring(0, link.length() - WORD));
        demo.sendsText(number, link.substring(link.length() - WORD));
        Eventually.see(SOON, () -> {
            page.locator("#latchkey-sent-text-continue").click();
            page.waitForLoadState();
            return page.locator("#latchkey-sent-text").count();
        }, shown -> shown == 0);
    }

    @Test
    void theSampleAppSignsAUserUpInAndResetsByNumber_andChangesTheNumber(Demo demo) {
        demo.withNumbers(() -> inApp(demo, "+4915123480004"));
    }

    @Test
    void signsUpByNameAndNumberAlone_andLeavesTheAppWithItsSecretCode(Demo demo) {
        demo.withNumbers(() -> demo.withFlow("latchkey passwordless",
                () -> demo.withPolicy("sign_up_credential", "none", () -> keepsItsCode(demo, "+4915123490005"))));
    }

    private void keepsItsCode(Demo demo, String number) {
        try {
            SampleClient app = new SampleClient(URI.create(demo.url() + "/realms/latchkey"), "mobile",
                    FileVault.ofSecretCode(phone), new FileDeviceKey(phone), address -> signUp(demo, address, number));
            String subject = app.register().user().getSubject().getValue();
            assertEquals(subject, app.start().fold(in -> in.session().user().getSubject().getValue(), asked -> "",
                    later -> ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signUp(Demo demo, URI address, String number) {
        Page page = window(demo, "en").context().newPage();
        page.navigate(address.toString());
        assertThat(page.locator("#password")).hasCount(0);
        page.locator("#phoneNumber").fill(number);
        page.locator("#firstName").fill("Nora");
        page.locator("#lastName").fill("New");
        page.locator("#kc-register-form [type=submit]").click();
        page.locator("#code").fill(code(demo, number, 1));
        // the app answers its page once this has returned
        page.locator("#kc-login").click(new Locator.ClickOptions().setNoWaitAfter(true));
    }

    private void inApp(Demo demo, String number) {
        try {
            NativeClient app = new NativeClient(URI.create(demo.url() + "/realms/latchkey"), "native",
                    FileVault.ofTrustedDevice(phone), new FileDeviceKey(phone));
            Registration signUp = app.registration();
            assertInstanceOf(Step.EnterCode.class, signUp.begin(Map.of("phoneNumber", number, "firstName", "Nora",
                    "lastName", "New"), PASSWORD));
            assertInstanceOf(Step.Done.class, signUp.verify(code(demo, number, 1)));

            Session session = signedIn(demo, app.signIn(), number, PASSWORD, 2);
            PasswordReset reset = app.passwordReset();
            assertInstanceOf(Step.EnterCode.class, reset.begin(number));
            assertInstanceOf(Step.Done.class, reset.verify(code(demo, number, 3), NEW_PASSWORD));
            NativeSignIn change = app.signIn();
            assertInstanceOf(Step.EnterCode.class, change.beginForNumber(number, NEW_PASSWORD));
            assertInstanceOf(Step.EnterNumber.class, change.code(code(demo, number, 4), false));
            String next = number.replaceFirst("4$", "5");
            assertInstanceOf(Step.EnterCode.class, change.number(next));
            Step.SignedIn changed = assertInstanceOf(Step.SignedIn.class, change.code(code(demo, next, 1), false));
            assertEquals(Optional.of(true), changed.numberSet());
            assertEquals(session.user().getSubject(), changed.session().user().getSubject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Session signedIn(Demo demo, NativeSignIn signIn, String number, String password, int text)
            throws IOException {
        Step.EnterCode asked = assertInstanceOf(Step.EnterCode.class, signIn.begin(number, password));
        assertEquals("+49 ••• 04", asked.mail().maskedAddress().orElseThrow());
        return assertInstanceOf(Step.SignedIn.class, signIn.code(code(demo, number, text), false)).session();
    }

    private static SignIn named(SignIn signIn, String number, String password) {
        signIn.page().locator("#username").fill(number);
        signIn.page().locator("#password").fill(password);
        signIn.page().locator("#kc-login").click();
        assertThat(signIn.field()).isVisible();
        return signIn;
    }

    private static String code(Demo demo, String number, int ofSoMany) {
        return demo.texts().code(number.replace(" ", "").substring(1), ofSoMany);
    }
}
