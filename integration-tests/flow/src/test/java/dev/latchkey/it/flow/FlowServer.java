package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.latchkey.geoip.GeoIpFileWriter;
import dev.latchkey.it.kit.Ports;
import dev.latchkey.sms.gateway.smpp.MessageCentre;
import org.keycloak.testframework.server.KeycloakServerConfig;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder;
import org.keycloak.testframework.server.KeycloakServerConfigBuilder.LogHandlers;

/** The one server of all flow tests: a restart costs more than most of their classes, so that only realms differ. */
public final class FlowServer implements KeycloakServerConfig {

    /** Base URL of the server, also in links of mails. */
    public static final String BASE = "http://localhost:8080";

    /** The one proxy address whose forwarded client address and scheme the server trusts. */
    static final String PROXY = "127.0.0.9";

    /** How many requests {@link FuzzIT} sends at once. */
    static final int FUZZ_THREADS = Integer.getInteger("latchkey.fuzz.threads", 16);

    /**
     * Padded answers that may wait at once; a quarter, the share of one address, is more than {@link ManyClients} and
     * {@link FuzzIT} send.
     */
    static final int PADDED_ANSWERS = Math.max(96, 5 * FUZZ_THREADS);

    /** Keycloak's least number of threads that serve requests. */
    private static final int THREADS = 50;

    /** Port of the service by which users approve requests. */
    static final int CHANNEL = Ports.free();

    /** Port of {@link MessageService}. */
    static final int PAGER = Ports.free();

    /** Port of another {@link MessageService}, to which texts fail over. */
    static final int SECOND_PAGER = Ports.free();

    /** Port of a message centre, which few tests start. */
    static final int MESSAGE_CENTRE = Ports.free();

    /** Port of a network that knows when SIM cards were swapped. */
    static final int NETWORK = Ports.free();

    /** Where Keycloak's vault finds secrets, in files {@code <realm>_<name>}. */
    static final Path VAULT = Path.of("target", "vault").toAbsolutePath();

    /** The list of networks whose sign-ins are suspect; empty, unless a test has written to it. */
    static final Path LISTED_NETWORKS = Path.of("target", "listed-networks.txt").toAbsolutePath();

    /** Places of {@link #GERMAN} and {@link #NEW_ZEALAND} addresses, and of no others. */
    static final Path PLACES = Path.of("target", "places.mmdb").toAbsolutePath();

    /** An address whose place the server knows. */
    static final String GERMAN = "203.0.113.70";

    /** An address whose place the server knows, on the other side of the Earth. */
    static final String NEW_ZEALAND = "203.0.113.130";

    /** The server's log, written before a response leaves: at TRACE for every logger that might see a secret. */
    static final Path LOG = Path.of("target", "flow-server.log").toAbsolutePath();

    /** The level of these loggers, which a long run that looks for no secret may lower. */
    private static final String LEVEL = System.getProperty("latchkey.test.log", "trace");

    @Override
    public KeycloakServerConfigBuilder configure(KeycloakServerConfigBuilder server) {
        create(VAULT);
        new GeoIpFileWriter("GeoLite2-City").place("203.0.113.64", 26, "DE", 48.14, 11.58)
                .place("203.0.113.128", 26, "NZ", -41.29, 174.78).to(PLACES);
        server.log()
                .handlers(LogHandlers.CONSOLE, LogHandlers.FILE)
                .handlerLevel(LogHandlers.CONSOLE, "info")
                .handlerLevel(LogHandlers.FILE, "trace")
                .categoryLevel("dev.latchkey", LEVEL)
                .categoryLevel("org.keycloak.authentication", LEVEL)
                .categoryLevel("org.keycloak.email", LEVEL)
                .categoryLevel("org.keycloak.events", LEVEL)
                .categoryLevel("org.keycloak.services", LEVEL)
                // a third of all lines: that a session begins and ends
                .categoryLevel("org.keycloak.services.DefaultKeycloakSession", "info");
        if (2 * FUZZ_THREADS > THREADS) {
            // a padded answer keeps its thread
            server.option("http-pool-max-threads", String.valueOf(2 * FUZZ_THREADS));
        }
        return server
                .dependency("dev.latchkey", "latchkey")
                .dependency("dev.latchkey", "latchkey-example-channel")
                .option("spi-latchkey-otp-channel--pager--service", "http://127.0.0.1:" + PAGER + "/pages")
                // dear numbers, of which other tests use none
                .option("spi-latchkey-otp-channel--sms--prices", "default=0.0001, DE=0.0002, +49174=0.4, +49178=0.6")
                .option("vault", "file")
                .option("vault-dir", VAULT.toString())
                .option("spi-latchkey-phone--text--experimental", "true")
                .option("spi-latchkey-sms-gateway--provider-default", "failover")
                .option("spi-latchkey-sms-gateway--failover--first", "http")
                .option("spi-latchkey-sms-gateway--failover--second", "http-second")
                // tests let the first fail again and again, and expect the next text to be sent by it
                .option("spi-latchkey-sms-gateway--failover--failures", "20")
                .option("spi-latchkey-sim-swap--http--url", "http://127.0.0.1:" + NETWORK + "/retrieve-date")
                .option("spi-latchkey-sms-gateway--smpp-second--host", "127.0.0.1")
                .option("spi-latchkey-sms-gateway--smpp-second--port", String.valueOf(MESSAGE_CENTRE))
                .option("spi-latchkey-sms-gateway--smpp-second--tls", "false")
                .option("spi-latchkey-sms-gateway--smpp-second--system-id", MessageCentre.SYSTEM_ID)
                .option("spi-latchkey-sms-gateway--smpp-second--password", MessageCentre.PASSWORD)
                .option("spi-latchkey-sms-gateway--http-second--url", "http://127.0.0.1:" + SECOND_PAGER + "/texts")
                .option("spi-latchkey-sms-gateway--http-second--body",
                        "{'key': '{vault.texts}', 'to': '{digits}', 'text': '{text}'}".replace('\'', '"'))
                .option("spi-latchkey-sms-gateway--http--url", "http://127.0.0.1:" + PAGER
                        + "/texts/{digits}/{reference}")
                .option("spi-latchkey-sms-gateway--http--receipts", "in-house")
                .option("spi-latchkey-sms-gateway--http--receipt-secret", "receipts")
                .option("spi-latchkey-sms-gateway--http-second--receipts", "twilio")
                .option("spi-latchkey-sms-gateway--http-second--receipt-secret", "receipts")
                .option("spi-latchkey-sms-gateway--http--headers", "X-Realm: {realm}||X-Api-Key: k")
                .option("spi-latchkey-sms-gateway--http--timeout-seconds", "2")
                // without a fixed hostname mails have no link
                .option("hostname", BASE)
                // a fifth of the server's time otherwise; no test measures password hashing
                .option("spi-password-hashing--argon2--iterations", "1")
                .option("spi-password-hashing--argon2--memory", "64")
                .option("proxy-headers", "xforwarded")
                .option("proxy-trusted-addresses", PROXY)
                .option("spi-latchkey-risk--jpa--listed-networks", LISTED_NETWORKS.toString())
                .option("spi-latchkey-places--default--file", PLACES.toString())
                // all tests come from one address, and many at once
                .option("spi-latchkey-limits--default--unauthenticated-ip-minute", "60000")
                .option("spi-latchkey-limits--default--padded-answers", String.valueOf(PADDED_ANSWERS))
                // 8 by default: to parse statements again took a tenth of the server's time
                .option("db-url-properties", ";QUERY_CACHE_SIZE=512")
                // as in production: the framework's start mode reads and compiles templates for each page
                .option("spi-theme--cache-themes", "true")
                .option("spi-theme--cache-templates", "true")
                .option("spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri",
                        "http://127.0.0.1:" + CHANNEL + '/')
                .option("log-file", LOG.toString())
                .option("log-file-rotation-enabled", "false");
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
