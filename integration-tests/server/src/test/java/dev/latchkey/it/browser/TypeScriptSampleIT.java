package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@InChromium
@EnabledIf(value = "dev.latchkey.it.browser.SampleApp#buildable", disabledReason = "No Node.js and npm on the PATH")
@DisplayName("The TypeScript sample, from an origin of its own")
class TypeScriptSampleIT {

    private static SampleApp app;

    @BeforeAll
    static void build(Demo demo) throws IOException, InterruptedException {
        app = SampleApp.start(demo.url() + "/realms/latchkey");
    }

    @AfterAll
    static void stop() {
        if (app != null) {
            app.close();
        }
    }

    @Test
    void signsInAndOutInKeycloaksPages(Demo demo) {
        BrowserUser person = demo.newcomer("sample-redirect");
        Page page = open(demo, "localhost");
        page.locator("#redirect").click();

        new SignIn(page).password(person).code(demo.mail(person, 1).code());

        assertThat(page.locator("#signed-in")).isVisible();
        assertThat(page).hasURL(app.at("localhost") + '/');
        page.locator("#sign-out").click();
        assertThat(page.locator("#password-form")).isVisible();
        page.locator("#redirect").click();
        assertThat(page.locator("#password")).isVisible();
    }

    @Test
    void signsInByAFormOfItsOwnAndSaysThatACodeIsWrong(Demo demo) {
        BrowserUser person = demo.newcomer("sample-form");
        Page page = open(demo, "localhost");
        password(page, person);
        Mail mail = demo.mail(person, 1);

        code(page, mail.wrongCode());
        assertThat(page.locator("#message")).hasText("Not accepted: wrong");
        code(page, mail.code());

        assertThat(page.locator("#signed-in")).isVisible();
        assertThat(page.locator("#name")).not().isEmpty();
    }

    /** The same page from an origin that the client does not name. */
    @Test
    void anotherOriginReadsNoAnswerAndGetsNoMailSent(Demo demo) {
        BrowserUser person = demo.newcomer("sample-elsewhere");
        Page page = open(demo, "127.0.0.1");

        password(page, person);

        assertThat(page.locator("#message")).hasText("Failed to fetch");
        assertThat(page.locator("#code-form")).isHidden();
        assertEquals(0, demo.mails(person));
    }

    private static Page open(Demo demo, String host) {
        Page page = demo.window().context().newPage();
        page.navigate(app.at(host));
        return page;
    }

    private static void password(Page page, BrowserUser person) {
        page.locator("#password-form [name=username]").fill(person.username());
        page.locator("#password-form [name=password]").fill(person.password());
        page.locator("#password-form button").click();
    }

    private static void code(Page page, String code) {
        page.locator("#code-form [name=code]").fill(code);
        page.locator("#code-form button").click();
    }
}
