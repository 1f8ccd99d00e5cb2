package dev.latchkey.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a real Keycloak with Latchkey, the demo realm and an inbox until Ctrl-C. Everything it keeps is below one
 * directory; deleting that directory starts afresh.
 */
public final class Quickstart {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration CTRL_C = Duration.ofSeconds(10);
    private static final Duration FOREVER = Duration.ofDays(36_500);

    private final QuickstartSettings settings;
    private final PrintStream console;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final TextInbox texts;
    private final SentTexts sentTexts;

    private Quickstart(QuickstartSettings settings, PrintStream console) {
        this.settings = settings;
        this.console = console;
        this.texts = new TextInbox(text -> console.println("Text to " + text.number() + ":\n"
                + text.body().indent(2)));
        this.sentTexts = new SentTexts(settings.realmUrl());
    }

    /**
     * Starts everything and returns when the server has ended. A problem that the user can fix is printed as one
     * sentence, and the JVM ends with code 1 so that Maven adds nothing to it.
     *
     * @param arguments zip of the distribution, its version, provider jar, realm file, directory to keep things in
     */
    public static void main(String[] arguments) {
        try {
            new Quickstart(QuickstartSettings.from(arguments, System::getProperty), System.out).run();
        } catch (QuickstartException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        Path home = settings.home();
        console.println("Latchkey quickstart: starting Keycloak " + settings.version() + " with the demo realm in "
                + home);
        Ports.requireFree(settings.port(), "Keycloak", QuickstartSettings.PORT);
        Ports.requireFree(settings.managementPort(), "Keycloak's management interface",
                QuickstartSettings.MANAGEMENT_PORT);
        Ports.requireFree(settings.smtpPort(), "the mail inbox", QuickstartSettings.SMTP_PORT);
        Ports.requireFree(settings.inboxPort(), "the page that shows the mails", QuickstartSettings.INBOX_PORT);

        long begun = System.nanoTime();
        KeycloakServer server = prepare();
        try (MailInbox inbox = MailInbox.start(settings.smtpPort(), mail -> console.println(MailPrinter.print(mail)));
                LocalPages pages = LocalPages.start(settings.inboxPort())) {
            pages.serve(InboxPage.PATH, new InboxPage(inbox, texts));
            pages.serve(PhonePage.PATH, new PhonePage(sentTexts));
            DemoApp app = new DemoApp(settings.realmUrl(), settings.inboxUrl());
            pages.serve(DemoApp.PATH, app);
            pages.serve(DemoApp.CALLBACK, app);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, inbox), "quickstart-stop"));
            server.start();
            try {
                server.awaitReady(START);
            } catch (IllegalStateException e) {
                waitIfStopping();
                throw new QuickstartException("Keycloak did not start; " + server.logFile() + " says why.", e);
            }
            console.println(welcome(Duration.ofNanos(System.nanoTime() - begun).toSeconds()));
            server.awaitExit(FOREVER);
            waitIfStopping();
        }
        throw new QuickstartException("Keycloak ended by itself; " + server.logFile() + " says why.");
    }

    private KeycloakServer prepare() {
        Path home = settings.home();
        Path directory = home.resolve("keycloak-" + settings.version());
        if (!Files.isDirectory(directory)) {
            console.println("Unpacking Keycloak; the first start takes a minute, later ones take seconds.");
        }
        try {
            Files.createDirectories(home);
            Path log = home.resolve("keycloak.log");
            Files.deleteIfExists(log);
            KeycloakDistribution distribution = KeycloakDistribution.unpack(settings.distribution(), directory);
            requireSameSmtpPort(distribution.directory().resolve("data").resolve("quickstart-smtp-port"));
            if (distribution.installProvider(settings.provider(), "latchkey.jar")) {
                console.println("The Latchkey jar is new: Keycloak builds itself once more.");
            }
            installRealm(distribution);
            // texts are shown beside the mails, and reach no phone
            KeycloakServer.Builder server = KeycloakServer.in(distribution);
            texts.environment(settings.inboxPort()).forEach(server::env);
            sentTexts.environment(home.resolve("vault")).forEach(server::env);
            if (settings.numbers()) {
                server.env("KC_SPI_LATCHKEY_PHONE__TEXT__EXPERIMENTAL", "true");
            }
            return server
                    .httpPort(settings.port())
                    .managementPort(settings.managementPort())
                    // a link goes into the mail only when the hostname is fixed
                    .option("hostname", settings.url())
                    .flag("import-realm")
                    .env("KC_BOOTSTRAP_ADMIN_USERNAME", "admin")
                    .env("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin")
                    .env("LATCHKEY_SMTP_PORT", Integer.toString(settings.smtpPort()))
                    .logFile(log)
                    .onLine(new ServerConsole(this::printWhileRunning))
                    .create();
        } catch (IOException | UncheckedIOException e) {
            throw new QuickstartException("Cannot write to " + home + ": " + e.getMessage(), e);
        }
    }

    private void installRealm(KeycloakDistribution distribution) throws IOException {
        Path imported = distribution.importFolder().resolve(settings.realm().getFileName());
        if (!Files.exists(imported)) {
            distribution.installRealm(settings.realm());
        } else if (Files.mismatch(settings.realm(), imported) != -1) {
            console.println("The realm file has changed since it was imported; delete " + settings.home()
                    + " to start afresh with it.");
        }
    }

    /** The imported realm holds the port: another one would leave every mail undelivered. */
    private void requireSameSmtpPort(Path record) throws IOException {
        String port = Integer.toString(settings.smtpPort());
        if (!Files.exists(record)) {
            Files.createDirectories(record.getParent());
            Files.writeString(record, port);
        } else if (!Files.readString(record).equals(port)) {
            throw new QuickstartException("This demo realm sends its mail to port " + Files.readString(record)
                    + ": start with -D" + QuickstartSettings.SMTP_PORT + "=" + Files.readString(record)
                    + ", or delete " + settings.home() + " to start afresh.");
        }
    }

    private String welcome(long seconds) {
        return """

                Keycloak with Latchkey is ready after %d s. Mails are printed here as they arrive.

                  Sign in      %s   an app that shows its tokens
                               %s/account
                               alice / alice-demo-password   password, then a code by mail
                               bob   / bob-demo-password     the same, then he confirms his address
                  Mails, texts %s
                  Admin        %s/admin   (admin / admin)

                Keycloak's log: %s
                To start afresh, delete %s
                Ctrl-C stops everything.
                """.formatted(seconds, settings.inboxUrl() + DemoApp.PATH, settings.realmUrl(), settings.inboxUrl(),
                settings.url(), settings.home().resolve("keycloak.log"),
                settings.home());
    }

    private void printWhileRunning(String line) {
        if (stopping.getCount() > 0) {
            console.println(line);
        }
    }

    private void stop(KeycloakServer server, MailInbox inbox) {
        stopping.countDown();
        if (server.isAlive()) {
            console.println("Stopping Keycloak");
            // Ctrl-C reaches Keycloak as well; where processes cannot be asked to end, that is its only chance to
            if (KeycloakDistribution.onWindows()) {
                server.awaitExit(CTRL_C);
            }
            server.stop();
        }
        inbox.close();
    }

    /**
     * While the JVM is stopping, Maven must not go on with its build and print its result. Ctrl-C reaches Keycloak
     * and this JVM at the same moment, so Keycloak may be gone before the news has arrived here.
     */
    private void waitIfStopping() {
        try {
            if (stopping.await(1, TimeUnit.SECONDS)) {
                new CountDownLatch(1).await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
