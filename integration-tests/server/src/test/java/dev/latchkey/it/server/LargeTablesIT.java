package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.it.kit.WebhookReceiver;
import dev.latchkey.quickstart.KeycloakServer;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Statements on large tables: how they find their rows, and what the purge of many does to sign-ins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LargeTablesIT {

    private static final Logger LOG = Logger.getLogger(LargeTablesIT.class);
    private static final String DATABASE = "large";
    private static final int ROWS = 100_000;
    /** Of each table, while statements are watched: the sweep reads 10,000 at a time. */
    private static final int WATCHED_ROWS = 20_000;

    private final SmtpServer smtp = new SmtpServer();
    private final WebhookReceiver receiver = new WebhookReceiver().start();
    private final Node node = Probe.node(Postgres.NAME, DATABASE);
    private final Probe probe = new Probe(node);
    private Admin admin;

    @BeforeAll
    void start() {
        Consumer<KeycloakServer.Builder> database = Postgres.prepared(DATABASE);
        StatementPlans.log(DATABASE);
        node.start(server -> {
            database.accept(server);
            WebhookLoad.options(server, receiver);
        });
        admin = node.admin().roomy(smtp.port());
    }

    @AfterAll
    void stop() {
        receiver.close();
        smtp.close();
        node.close();
    }

    @Test
    @Order(1)
    void eachStatementFindsItsRowsByAnIndex() throws SQLException {
        admin.passwordGrant().webhook(receiver.url());
        probe.ofRealm("master").fill();
        Set<String> filled = new LargeTables(DATABASE, probe.sql("select ID from REALM where NAME = 'master'").get(0),
                admin.realmId(), WATCHED_ROWS).fill();
        // prepared statements may have chosen their plans for empty tables
        node.stop();
        node.start(Postgres.options(DATABASE).andThen(server -> WebhookLoad.options(server, receiver)));
        StatementPlans plans = StatementPlans.during(() -> {
            useEverything();
            probe.fill();
            probe.purge();
            probe.sweep();
        });

        filled.forEach(table -> assertTrue(plans.count(table) > 0, () -> "no statement was seen of " + table));
        Set<String> scans = plans.scans(filled);
        assertTrue(scans.isEmpty(), () -> String.join("\n", scans));
    }

    /** What users, apps and administrators do every day. */
    private void useEverything() {
        String user = admin.users("everything", 1).get(0);
        String id = admin.userId(user);
        CredentialHolder.allowPhones(admin, 2);
        CredentialHolder holder = new CredentialHolder(node, smtp, "holder");
        // often enough for the driver to keep prepared statements, and the database a plan for any value
        for (int i = 0; i < 12; i++) {
            holder.uses(node);
            WebhookLoad.failure(node.baseUrl(), user);
        }
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        String code = smtp.await(Admin.address(user), 1).code();
        signIn.code(smtp.await(Admin.address(user), 1).wrongCode());
        signIn.codeAndTrust(code);
        TokenClient app = TokenClient.of(node.baseUrl(), Admin.REALM, "demo-app");
        assertTrue(app.refresh(signIn.tokens(app).refreshToken()).given());
        AppScenarios.signsUpAndResets(node.baseUrl(), smtp, "from-an-app");
        admin.guard(id);
        for (String kind : List.of("devices", "secret-codes", "risk")) {
            admin.call("GET", "/latchkey-" + kind + "/users/" + id, null);
        }
        admin.call("PUT", "/users/" + id + "/reset-password",
                Map.of("type", "password", "value", "a third horse", "temporary", false));
        admin.deleteUser(id);
    }

    @Test
    @Order(2)
    void manyExpiredRowsGoWhileSignInsGoOn() throws SQLException {
        List<String> users = admin.users("meanwhile", 400);
        signIn(users.get(0));
        List<Long> before = new ArrayList<>();
        for (String user : users.subList(1, 41)) {
            before.add(signIn(user));
        }
        fill();
        assertTrue(expired() >= ROWS);

        long start = System.nanoTime();
        CompletableFuture<Integer> purge = CompletableFuture.supplyAsync(this::purgeAll);
        List<Long> during = new ArrayList<>();
        for (int i = 41; !purge.isDone() && i < users.size(); i++) {
            during.add(signIn(users.get(i)));
        }
        int runs = purge.join();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertEquals(0, expired());
        LOG.infof("%d rows purged in %d s and %d runs; a sign-in took %d ms before (median of %d, slowest %d ms),"
                + " %d ms meanwhile (median of %d, slowest %d ms)", ROWS, took.toSeconds(), runs, median(before),
                before.size(), slowest(before), median(during), during.size(), slowest(during));
    }

    private int purgeAll() {
        int runs = 0;
        do {
            probe.purge();
            runs++;
        } while (expired() > 0);
        return runs;
    }

    /** Milliseconds from the password to the authorization code. */
    private long signIn(String user) {
        long start = System.nanoTime();
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        signIn.code(smtp.await(Admin.address(user), 1).code());
        assertTrue(signIn.page().authorizationCode().isPresent(), signIn.page().text());
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    /** Copies a challenge of an earlier sign-in, as one that expired long ago. */
    private static void fill() throws SQLException {
        execute("insert into latchkey_otp_challenge select (copy.r).* from (select jsonb_populate_record("
                + "null::latchkey_otp_challenge, to_jsonb(c) || jsonb_build_object('id', gen_random_uuid()::text,"
                + " 'expires_at', 1)) as r from (select * from latchkey_otp_challenge limit 1) c,"
                + " generate_series(1, " + ROWS + ")) copy");
        execute("analyze latchkey_otp_challenge");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(Postgres.url(DATABASE));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int expired() {
        return probe.number("select count(*) from LATCHKEY_OTP_CHALLENGE where EXPIRES_AT = 1");
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().skip(millis.size() / 2).findFirst().orElseThrow();
    }

    private static long slowest(List<Long> millis) {
        return millis.stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
