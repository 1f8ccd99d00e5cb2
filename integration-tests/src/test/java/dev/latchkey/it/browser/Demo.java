package dev.latchkey.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Playwright;
import dev.latchkey.quickstart.KeycloakDistribution;
import dev.latchkey.quickstart.KeycloakServer;
import dev.latchkey.quickstart.MailInbox;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Keycloak with Latchkey and the demo realm as the quickstart starts it, an inbox, and a Chromium to look with. */
final class Demo implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration MAIL = Duration.ofSeconds(30);
    private static final String ADMIN = "admin";

    private final String url;
    private final DemoApp app = new DemoApp();
    private final MailInbox inbox;
    private final KeycloakServer server;
    private final Keycloak admin;
    private final Playwright driver;
    private final Browser browser;

    private Demo(int port, MailInbox inbox, KeycloakServer server) {
        this.url = "http://localhost:" + port;
        this.inbox = inbox;
        this.server = server;
        this.admin = Keycloak.getInstance(url, "master", ADMIN, ADMIN, "admin-cli");
        this.driver = Chromium.driver();
        this.browser = Chromium.launch(driver);
    }

    static Demo start() {
        Path work = Path.of(System.getProperty("latchkey.work"));
        Path home = work.resolve("browser");
        deleteTree(home);
        KeycloakDistribution distribution = KeycloakDistribution
                .unpack(Path.of(System.getProperty("keycloak.zip")), work.resolve("unpacked")).copyTo(home);
        distribution.installProvider(Path.of(System.getProperty("latchkey.jar")), "latchkey.jar");
        distribution.installRealm(Path.of(System.getProperty("latchkey.realm")));

        MailInbox inbox = MailInbox.start(0);
        int port = freePort();
        KeycloakServer server = KeycloakServer.in(distribution)
                .httpPort(port)
                .managementPort(freePort())
                .option("hostname", "http://localhost:" + port)
                .flag("import-realm")
                .env("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN)
                .env("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN)
                .env("LATCHKEY_SMTP_PORT", Integer.toString(inbox.port()))
                .create();
        server.start();
        try {
            server.awaitReady(START);
            return new Demo(port, inbox, server);
        } catch (RuntimeException e) {
            server.stop();
            inbox.close();
            throw e;
        }
    }

    /** @return base URL of Keycloak, without a slash at the end */
    String url() {
        return url;
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
    Person newcomer(String username) {
        Person person = new Person(username, "a-password-of-" + username);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(person.password());
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEmail(person.email());
        user.setEmailVerified(true);
        user.setFirstName(username);
        user.setLastName("Example");
        user.setEnabled(true);
        user.setCredentials(List.of(password));
        try (Response created = realm().users().create(user)) {
            if (created.getStatus() != 201) {
                throw new IllegalStateException("No account for " + username + ": " + created.getStatus());
            }
        }
        return person;
    }

    /** Does what an administrator does who wants an address confirmed at the next sign-in. */
    void mustVerifyEmail(Person person) {
        UserRepresentation user = user(person);
        user.setEmailVerified(false);
        user.setRequiredActions(List.of("latchkey-verify-email"));
        realm().users().get(user.getId()).update(user);
    }

    boolean emailVerified(Person person) {
        return user(person).isEmailVerified();
    }

    /** The newest mail of so many that the person got. */
    Mail mail(Person person, int ofSoMany) {
        return Mail.of(inbox.awaitMail(person.email(), ofSoMany, MAIL));
    }

    int mails(Person person) {
        return inbox.mailsTo(person.email()).size();
    }

    void closeWindows() {
        browser.contexts().forEach(context -> context.close());
    }

    @Override
    public void close() {
        driver.close();
        app.close();
        admin.close();
        server.stop();
        inbox.close();
    }

    private UserRepresentation user(Person person) {
        return realm().users().searchByUsername(person.username(), true).get(0);
    }

    private RealmResource realm() {
        return admin.realm("latchkey");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
