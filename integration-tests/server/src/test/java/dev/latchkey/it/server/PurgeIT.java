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
import java.util.concurrent.CompletableFuture;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The purge on a very large table. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PurgeIT {

    private static final Logger LOG = Logger.getLogger(PurgeIT.class);
    private static final String DATABASE = "purge";
    private static final int ROWS = 100_000;

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node(Postgres.NAME, "purge");
    private final Probe probe = new Probe(node);
    private Admin admin;

    @BeforeAll
    void start() {
        node.start(Postgres.prepared(DATABASE));
        admin = node.admin().roomy(smtp.port());
    }

    @AfterAll
    void stop() {
        smtp.close();
        node.close();
    }

    @Test
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
