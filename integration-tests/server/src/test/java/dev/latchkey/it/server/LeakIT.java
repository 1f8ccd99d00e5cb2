package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Uses every endpoint with all logging enabled, then searches the log and every table for what was mailed. The codes
 * have ten digits, so that no time stamp or count is mistaken for one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakIT {

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String DATABASE = "leaks";
    private static final int CONTEXT = 80;
    /** Loggers that print the address of every request below INFO; the address of an opened link contains its token. */
    private static final Pattern REQUEST_ADDRESS = Pattern.compile(
            "\\[(org\\.keycloak\\.transaction\\.JtaTransactionWrapper|io\\.vertx\\.ext\\.web\\.impl\\.RouterImpl)]"
                    + ".* (GET|HEAD) http\\S+/latchkey-otp/links/\\S+\\?token=");

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node(Postgres.NAME, "leaks");
    private final Probe probe = new Probe(node);
    private final List<String> typed = new ArrayList<>();

    @AfterAll
    void stop() {
        smtp.close();
        node.close();
    }

    @Test
    void noCodeAndNoLinkTokenIsInAnyTableOrLog() throws SQLException, IOException {
        node.start(server -> {
            server.option("log-level", "trace");
            Postgres.prepared(DATABASE).accept(server);
        });
        Admin admin = node.admin().roomy(smtp.port()).policy(Map.of("code_length", "10"));
        useEveryEndpoint(admin);
        List<String> dump = dump();
        node.stop();

        List<Mail> mails = smtp.mails();
        assertTrue(mails.size() >= 8, () -> mails.size() + " mails");
        List<String> secrets = Stream.of(mails.stream().map(Mail::code), mails.stream().map(Mail::token),
                typed.stream()).flatMap(each -> each).distinct().toList();
        System.out.printf("Looked for %d secrets in %d rows and %d MB of log%n", secrets.size(), dump.size(),
                Files.size(node.logFile()) >> 20);
        assertTrue(dump.stream().anyMatch(row -> row.startsWith("latchkey_otp_challenge")));
        assertTrue(log().anyMatch(line -> line.contains("TRACE")));
        assertEquals(List.of(), found(secrets, dump.stream()), "in the database");
        Stream<String> withoutAddresses = log().filter(line -> !REQUEST_ADDRESS.matcher(line).find());
        assertEquals(List.of(), found(secrets, withoutAddresses), "in the log");
        List<String> notAddresses = Stream.concat(mails.stream().map(Mail::code), typed.stream()).distinct().toList();
        assertEquals(List.of(), found(notAddresses, log()), "in the log");
    }

    private void useEveryEndpoint(Admin admin) {
        List<String> users = admin.users("leak", 5);

        SignIn code = signIn(users.get(0));
        type(code, mail(code, 1).wrongCode());
        type(code, mail(code, 1).code());
        assertTrue(code.page().authorizationCode().isPresent(), code.page().text());

        SignIn link = signIn(users.get(1));
        assertTrue(link.link(mail(link, 1).link()).authorizationCode().isPresent(), link.page().text());

        SignIn elsewhere = signIn(users.get(2));
        new Browser(node.baseUrl()).get(mail(elsewhere, 1).link());
        List<String> wrong = List.of(mail(elsewhere, 1).wrongCode());
        Burst.of(20, i -> Probe.verify(elsewhere, wrong.get(0)));
        typed.addAll(wrong);
        probe.clock(31);
        elsewhere.look();
        elsewhere.resend();
        type(elsewhere, mail(elsewhere, 2).code());
        assertTrue(elsewhere.page().authorizationCode().isPresent(), elsewhere.page().text());
        probe.clock(0);

        smtp.mood(SmtpServer.Mood.REFUSES);
        SignIn refused = signIn(users.get(3));
        Eventually.see(SOON, refused::look, page -> page.text().contains("The email is delayed"));
        smtp.mood(SmtpServer.Mood.TAKES);
        refused.resend();
        type(refused, mail(refused, 1).code() + "9");
        type(refused, mail(refused, 1).code());
        assertTrue(refused.page().authorizationCode().isPresent(), refused.page().text());

        String id = admin.userId(users.get(4));
        admin.call("PUT", "/users/" + id, Map.of("emailVerified", false, "email", Admin.address(users.get(4)),
                "requiredActions", List.of("latchkey-verify-email")));
        SignIn verify = signIn(users.get(4));
        type(verify, mail(verify, 1).code());
        assertTrue(verify.page().text().contains("Verify your email address"), verify.page().text());
        assertFalse(mail(verify, 2).code().isEmpty());
        type(verify, mail(verify, 2).wrongCode());
        type(verify, mail(verify, 2).code());
        assertTrue(verify.page().authorizationCode().isPresent(), verify.page().text());

        // one that stays unused
        assertFalse(mail(signIn(users.get(0)), 2).token().isEmpty());
    }

    private SignIn signIn(String user) {
        return SignIn.withPassword(new Browser(node.baseUrl()), user);
    }

    private Mail mail(SignIn signIn, int count) {
        return smtp.await(Admin.address(signIn.user()), count);
    }

    private void type(SignIn signIn, String code) {
        typed.add(code);
        signIn.code(code);
    }

    private static List<String> dump() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(Postgres.url(DATABASE));
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = 'public'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet all = statement.executeQuery("select t::text from \"" + table + "\" t")) {
                    while (all.next()) {
                        rows.add(table + " " + unhex(all.getString(1)));
                    }
                }
            }
        }
        return rows;
    }

    /** Adds the text that binary columns contain. */
    private static String unhex(String row) {
        Matcher binary = Pattern.compile("\\\\x([0-9a-f]+)").matcher(row);
        return row + " " + binary.results().map(match -> new String(
                HexFormat.of().parseHex(match.group(1)), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining(" "));
    }

    private Stream<String> log() throws IOException {
        return Files.lines(node.logFile(), StandardCharsets.ISO_8859_1);
    }

    private static List<String> found(List<String> secrets, Stream<String> lines) {
        // not by chance as a part of a longer text
        Pattern any = Pattern.compile("(?<![A-Za-z0-9_-])(?:" + String.join("|", secrets) + ")(?![A-Za-z0-9_-])");
        try (lines) {
            return lines.flatMap(line -> any.matcher(line).results().map(match -> line.substring(
                            Math.max(0, match.start() - CONTEXT), Math.min(line.length(), match.end() + CONTEXT))))
                    .limit(20).toList();
        }
    }
}
