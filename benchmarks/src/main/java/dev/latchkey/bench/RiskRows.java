package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.PGConnection;

/**
 * Fills the tables of histories on PostgreSQL, and compares the time of an evaluation's two statements with that on
 * tables of the same kind with few rows. An account has 30 rows, as its sign-ins have left them: ten together, then two
 * at a time among those of all other accounts. The rows of the realm are as many as its bounds allow.
 */
final class RiskRows {

    private static final int OF_ACCOUNT = 30;
    /** The row of all sign-ins, seven values, and two rows that say how often a place was known. */
    private static final int AT_ONCE = 10;
    /** The marks of an account, which most have not. */
    private static final int MARKS = 2;
    private static final int SMALL_ACCOUNTS = 100;
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 60;
    private static final int EVALUATIONS = 200;
    private static final String USERS = "latchkey_risk_user";
    private static final String REALMS = "latchkey_risk_realm";
    private static final String OF_USER = "select subject, feature, weight, last_seen, place from %s"
            + " where realm_id = ? and user_id = ? and subject in (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String OF_REALM = "select subject, feature, weight, last_seen from %s where realm_id = ?"
            + " and subject in (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ACCOUNT = "'account-' || lpad(%s::text, 28, '0')";

    private final EmbeddedPostgres postgres;
    private final String realm;
    private final int accounts;

    RiskRows(EmbeddedPostgres postgres, String realm, int rows) {
        this.postgres = postgres;
        this.realm = realm;
        this.accounts = rows / OF_ACCOUNT;
    }

    /** Fills both, and makes the small ones. */
    void fill() throws SQLException {
        try (Connection connection = connection(); Statement statement = connection.createStatement()) {
            for (String table : List.of(USERS, REALMS)) {
                statement.execute("create table small_%s (like %s including all)".formatted(table, table));
            }
            // to add to them row by row would take many times as long
            statement.execute("drop index idx_" + USERS + "_seen");
            statement.execute("alter table " + USERS + " drop constraint pk_" + USERS);
            fill(statement, USERS, REALMS, accounts, 10_000);
            statement.execute("alter table " + USERS + " add constraint pk_" + USERS
                    + " primary key (realm_id, user_id, subject)");
            statement.execute("create index idx_" + USERS + "_seen on " + USERS + " (last_seen)");
            fill(statement, "small_" + USERS, "small_" + REALMS, SMALL_ACCOUNTS, 10);
            statement.execute("vacuum analyze");
            for (String table : List.of(USERS, REALMS, "small_" + USERS, "small_" + REALMS)) {
                try (ResultSet size = statement.executeQuery("select count(*), pg_total_relation_size('" + table
                        + "') / 1048576 from " + table)) {
                    size.next();
                    System.out.printf("%s: %d rows, %d MiB with its indexes%n", table, size.getLong(1),
                            size.getLong(2));
                }
            }
        }
    }

    private void fill(Statement statement, String users, String realms, int ofAccounts, int values)
            throws SQLException {
        insertUsers(statement, users, ofAccounts, 0, AT_ONCE);
        for (int from = AT_ONCE; from < OF_ACCOUNT; from += 2) {
            insertUsers(statement, users, ofAccounts, from, from + 2);
        }
        statement.execute(("insert into %s (realm_id, subject, feature, weight, distinct_values, last_seen)"
                + " select '%s', md5('realm' || f || v), 'FEATURE' || f, 1, 0, %d from generate_series(1, 7) f,"
                + " generate_series(1, %d) v on conflict do nothing").formatted(realms, realm,
                System.currentTimeMillis(), values));
    }

    private void insertUsers(Statement statement, String table, int ofAccounts, int from, int to)
            throws SQLException {
        int many = to - from;
        // in the order of the sign-ins, one account after the other
        statement.execute(("insert into %s (realm_id, user_id, subject, feature, weight, last_seen)"
                + " select '%s', %s, md5(a || '-' || v), 'FEATURE', 1, %d"
                + " from (select g / %d a, %d + g %% %d v from generate_series(0, %d) g) rows").formatted(table, realm,
                ACCOUNT.formatted("a"), System.currentTimeMillis(), many, from, many, ofAccounts * many - 1));
    }

    /** Prints plans, times and their ratio. */
    void compare() throws SQLException {
        try (Connection connection = connection()) {
            explain(connection, OF_USER.formatted(USERS), account(1));
            explain(connection, OF_REALM.formatted(REALMS), values(new Random(1), 10_000));
            compare(connection, "of an account by chance", accounts);
            compare(connection, "of " + SMALL_ACCOUNTS + " accounts of both", SMALL_ACCOUNTS);
        }
    }

    private void compare(Connection connection, String who, int ofAccounts) throws SQLException {
        List<Cost> small = new ArrayList<>();
        List<Cost> full = new ArrayList<>();
        Random random = new Random(1);
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            // each goes first as often as second
            Cost early = round % 2 == 0 ? small(connection, random) : null;
            Cost ofFull = cost(connection, USERS, REALMS, ofAccounts, 10_000, random);
            Cost ofSmall = early == null ? small(connection, random) : early;
            if (round >= 0) {
                small.add(ofSmall);
                full.add(ofFull);
            }
        }
        print(who + ", µs of the clock", small, full, Cost::elapsed);
        print(who + ", µs of processor time of client and database", small, full, Cost::cpu);
    }

    private static void print(String what, List<Cost> small, List<Cost> full, ToDoubleFunction<Cost> figure) {
        List<Double> ofSmall = small.stream().map(figure::applyAsDouble).toList();
        List<Double> ofFull = full.stream().map(figure::applyAsDouble).toList();
        List<Double> ratios = IntStream.range(0, ROUNDS).mapToObj(i -> ofFull.get(i) / ofSmall.get(i)).toList();
        System.out.printf("two statements of an evaluation, %s: small tables median %.0f, full tables %.0f; ratio %s,"
                + " median %.2f; %d rounds of %d in turn%n", what, median(ofSmall), median(ofFull), Mean.of(ratios),
                median(ratios), ROUNDS, EVALUATIONS);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private Cost small(Connection connection, Random random) throws SQLException {
        return cost(connection, "small_" + USERS, "small_" + REALMS, SMALL_ACCOUNTS, 10, random);
    }

    /** Of one evaluation, in microseconds. */
    private record Cost(double elapsed, double cpu) {
    }

    private Cost cost(Connection connection, String users, String realms, int ofAccounts, int values, Random random)
            throws SQLException {
        try (PreparedStatement ofUser = connection.prepareStatement(OF_USER.formatted(users));
                PreparedStatement ofRealm = connection.prepareStatement(OF_REALM.formatted(realms))) {
            long start = System.nanoTime();
            long before = cpu(connection);
            for (int i = 0; i < EVALUATIONS; i++) {
                demand(read(ofUser, account(random.nextInt(ofAccounts))), AT_ONCE);
                demand(read(ofRealm, values(random, values)), 7);
            }
            long took = System.nanoTime() - start;
            return new Cost(took / 1e3 / EVALUATIONS, (cpu(connection) - before) / 1e3 / EVALUATIONS);
        }
    }

    /** Nanoseconds of this thread and of the database's process that serves it, which Linux alone tells. */
    private static long cpu(Connection connection) throws SQLException {
        long here = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Path schedule = Path.of("/proc", String.valueOf(connection.unwrap(PGConnection.class).getBackendPID()),
                "schedstat");
        try {
            return here + (Files.exists(schedule) ? Long.parseLong(Files.readString(schedule).split(" ")[0]) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void demand(int found, int wanted) {
        if (found != wanted) {
            throw new IllegalStateException(found + " rows instead of " + wanted);
        }
    }

    private int read(PreparedStatement statement, List<String> parameters) throws SQLException {
        set(statement, parameters);
        int rows = 0;
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows++;
            }
        }
        return rows;
    }

    private void set(PreparedStatement statement, List<String> parameters) throws SQLException {
        statement.setString(1, realm);
        for (int i = 0; i < parameters.size(); i++) {
            statement.setString(i + 2, parameters.get(i));
        }
    }

    private void explain(Connection connection, String sql, List<String> parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("explain (analyze, buffers) " + sql)) {
            set(statement, parameters);
            try (ResultSet plan = statement.executeQuery()) {
                while (plan.next()) {
                    System.out.println("    " + plan.getString(1));
                }
            }
        }
    }

    /** What a usual sign-in of an account asks for. */
    private static List<String> account(int number) {
        List<String> parameters = new ArrayList<>();
        parameters.add("account-" + "%028d".formatted(number));
        for (int value = 0; value < AT_ONCE + MARKS; value++) {
            parameters.add(value < AT_ONCE ? md5(number + "-" + value) : "MARK" + value);
        }
        return parameters;
    }

    /** The names of one value of each feature, and one that has no row. */
    private static List<String> values(Random random, int values) {
        List<String> names = new ArrayList<>();
        for (int feature = 1; feature <= 7; feature++) {
            names.add(md5("realm" + feature + (1 + random.nextInt(values))));
        }
        names.add("none");
        return names;
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5")
                    .digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connection() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }
}
