package dev.latchkey.quickstart;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What the quickstart needs to know.
 *
 * @param distribution   zip of the Keycloak distribution
 * @param version        version of that Keycloak
 * @param provider       the Latchkey jar
 * @param realm          the demo realm as JSON
 * @param home           directory that everything is kept in between two starts
 * @param port           HTTP port of Keycloak
 * @param managementPort port of Keycloak's management interface
 * @param smtpPort       port of the SMTP inbox
 * @param inboxPort      port of the pages that show the inbox and the demo app
 * @param numbers        whether a realm may have telephone numbers name accounts, which is experimental
 */
record QuickstartSettings(Path distribution, String version, Path provider, Path realm, Path home,
                          int port, int managementPort, int smtpPort, int inboxPort, boolean numbers) {

    static final String PORT = "quickstart.port";
    static final String MANAGEMENT_PORT = "quickstart.management.port";
    static final String SMTP_PORT = "quickstart.smtp.port";
    static final String INBOX_PORT = "quickstart.inbox.port";
    static final String NUMBERS = "quickstart.numbers";

    private static final int HTTP = 80;

    QuickstartSettings {
        if (IntStream.of(port, managementPort, smtpPort, inboxPort).distinct().count() < 4) {
            throw new QuickstartException("The ports " + port + ", " + managementPort + ", " + smtpPort + " and "
                    + inboxPort + " must be four different ones.");
        }
    }

    /**
     * Reads the paths from the command line and the rest from system properties.
     *
     * @param arguments zip, version, provider jar, realm file, home directory
     * @param property  gives a system property or null
     * @return the settings
     * @throws QuickstartException if a port is not a number from 1 to 65535, or used twice
     */
    static QuickstartSettings from(String[] arguments, UnaryOperator<String> property) {
        if (arguments.length != 5) {
            throw new IllegalArgumentException("Expected: zip version provider-jar realm-file home");
        }
        return new QuickstartSettings(Path.of(arguments[0]), arguments[1], Path.of(arguments[2]),
                Path.of(arguments[3]), Path.of(arguments[4]).toAbsolutePath().normalize(),
                port(PORT, 8080, property), port(MANAGEMENT_PORT, 9000, property), port(SMTP_PORT, 3025, property),
                port(INBOX_PORT, 8025, property), Boolean.parseBoolean(property.apply(NUMBERS)));
    }

    /** @return where browsers find Keycloak */
    String url() {
        return local(port);
    }

    /** @return issuer of the demo realm */
    String realmUrl() {
        return url() + "/realms/latchkey";
    }

    /** @return where browsers find the mails and the demo app */
    String inboxUrl() {
        return local(inboxPort);
    }

    /** Without HTTP's own port, which browsers leave out of the address and of the Host header. */
    private static String local(int port) {
        return port == HTTP ? "http://localhost" : "http://localhost:" + port;
    }

    private static int port(String name, int fallback, UnaryOperator<String> property) {
        String value = property.apply(name);
        if (value == null || value.isBlank()) {
            return fallback;
        }
        try {
            int port = Integer.parseInt(value.strip());
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new QuickstartException("-D" + name + "=" + value + " is not a port: it takes a number from 1 to 65535.");
    }
}
