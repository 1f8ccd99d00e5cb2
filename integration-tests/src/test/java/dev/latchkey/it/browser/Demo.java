package dev.latchkey.it.browser;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Playwright;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Node;
import dev.latchkey.quickstart.MailInbox;

/** Keycloak with Latchkey and the demo realm, an inbox, the app that people sign in to, and a Chromium to look with. */
final class Demo implements AutoCloseable {

    private static final Duration MAIL = Duration.ofSeconds(30);

    private final MailInbox inbox = MailInbox.start(0);
    private final DemoApp app = new DemoApp();
    private final Node node = new Node("dev-file", "browser", Map.of());
    private final Playwright driver = Chromium.driver();
    private final Browser browser = Chromium.launch(driver);

    static Demo start() {
        Demo demo = new Demo();
        demo.node.start(server -> server.env("LATCHKEY_SMTP_PORT", Integer.toString(demo.inbox.port())));
        return demo;
    }

    /** @return base URL of Keycloak, without a slash at the end */
    String url() {
        return node.baseUrl();
    }

    /** @return where the demo app takes people back */
    String callback() {
        return app.callback();
    }

    /** Opens a browser of somebody's own, which shares nothing with others; it is closed after the test. */
    Window window(Browser.NewContextOptions options) {
        return new Window(this, browser.newContext(options));
    }

    Window window() {
        return window(new Browser.NewContextOptions().setLocale("en-GB"));
    }

    /** Gives an account to somebody who has none; accounts that tests share would share limits and locks, too. */
    Person newcomer(String name) {
        return new Person(node.admin().users(name, 1).get(0), Admin.USER_PASSWORD);
    }

    /** Does what an administrator does who wants an address confirmed at the next sign-in. */
    void mustVerifyEmail(Person person) {
        node.admin().call("PUT", user(person), Map.of("username", person.username(), "email", person.email(),
                "emailVerified", false, "requiredActions", List.of("latchkey-verify-email")));
    }

    boolean emailVerified(Person person) {
        return node.admin().call("GET", user(person), null).get("emailVerified").asBoolean();
    }

    /** The newest mail of so many that the person got. */
    Mail mail(Person person, int ofSoMany) {
        return Mail.of(inbox.awaitMail(person.email(), ofSoMany, MAIL));
    }

    int mails(Person person) {
        return inbox.mailsTo(person.email()).size();
    }

    void closeWindows() {
        browser.contexts().forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        driver.close();
        node.close();
        app.close();
        inbox.close();
    }

    private String user(Person person) {
        return "/users/" + node.admin().userId(person.username());
    }
}
