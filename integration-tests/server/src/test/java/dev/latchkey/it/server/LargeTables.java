package dev.latchkey.it.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Fills the tables of a realm on PostgreSQL as many accounts would: each table gets copies of one of its rows, spread
 * over accounts, and over time in such a way that none is due.
 */
final class LargeTables {

    /**
     * Tables that may be read as a whole, because they have few rows: one of each realm, or two of each and its day;
     * those of sign-ins until the next purge; at most 33 of each client and day.
     */
    private static final Set<String> SMALL = Set.of("LATCHKEY_OUTBOX_LEASE", "LATCHKEY_TEXT_SPEND",
            "LATCHKEY_SIGN_IN_TURN", "LATCHKEY_RISK_DAY");

    private static final Pattern FUTURE = Pattern.compile(".*(expires|until|ends|check|next).*");
    private static final Pattern TIME = Pattern.compile(".*(_at|_seen|_used|arrival)");
    private static final int ROWS_OF_AN_ACCOUNT = 10;

    private final String database;
    private final String templateId;
    private final String realmId;
    private final int rows;

    /**
     * @param database   a database of {@link Postgres}
     * @param templateId a realm that has a row in each table but the small ones; these rows are removed
     * @param realmId    the realm that gets the rows
     * @param rows       how many rows each table gets
     */
    LargeTables(String database, String templateId, String realmId, int rows) {
        this.database = database;
        this.templateId = templateId;
        this.realmId = realmId;
        this.rows = rows;
    }

    /** Fills all tables; returns the names of Latchkey's, in lower case. */
    Set<String> fill() throws SQLException {
        Set<String> filled = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(Postgres.url(database));
                Statement statement = connection.createStatement()) {
            accounts(statement);
            for (String table : Columns.tables()) {
                if (!SMALL.contains(table)) {
                    copy(statement, table.toLowerCase(Locale.ROOT));
                    filled.add(table.toLowerCase(Locale.ROOT));
                }
            }
            statement.execute("analyze");
        }
        return filled;
    }

    private void accounts(Statement statement) throws SQLException {
        statement.execute("insert into user_entity (id, email, email_constraint, email_verified, enabled, realm_id,"
                + " username, created_timestamp, not_before) select 'account-' || n, n || '@many.example',"
                + " n || '@many.example', true, true, '" + realmId + "', 'account-' || n, 1, 0 from generate_series(1, "
                + rows + ") n");
    }

    private void copy(Statement statement, String table) throws SQLException {
        Set<String> unique = unique(statement, table);
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (ResultSet found = statement.executeQuery("select column_name, character_maximum_length from"
                + " information_schema.columns where table_name = '" + table + "'")) {
            while (found.next()) {
                columns.add(found.getString(1));
                values.add(value(found.getString(1), unique.contains(found.getString(1)), found.getInt(2)));
            }
        }
        int copied = statement.executeUpdate("insert into " + table + " (" + String.join(", ", columns) + ") select "
                + String.join(", ", values) + " from (select * from " + table + " where realm_id = '" + templateId
                + "' limit 1) r, generate_series(1, " + rows + ") n");
        if (copied != rows) {
            throw new IllegalStateException(table + " has no row to copy");
        }
        statement.execute("delete from " + table + " where realm_id = '" + templateId + "'");
    }

    private String value(String column, boolean unique, int length) {
        if (column.equals("realm_id")) {
            return "'" + realmId + "'";
        }
        if (column.equals("user_id")) {
            return unique ? "'account-' || n" : "'account-' || (1 + n / " + ROWS_OF_AN_ACCOUNT + ")";
        }
        if (column.equals("ended_at") || column.equals("used_at")) {
            return "case when n % 3 = 0 then r.created_at end";
        }
        if (column.equals("dead_at")) {
            return "case when n % 3 = 0 then r.created_at else 0 end";
        }
        if (unique && length > 0) {
            return "left(md5('" + column + "' || n), " + length + ")";
        }
        if (FUTURE.matcher(column).matches()) {
            return "r." + column + " + 3600000 + n";
        }
        return TIME.matcher(column).matches() ? "r." + column + " - n" : "r." + column;
    }

    /** Columns of a table's unique indexes and those that name a session, a client or another row. */
    private static Set<String> unique(Statement statement, String table) throws SQLException {
        Set<String> unique = new TreeSet<>(Set.of("session_id", "client_id", "code_id"));
        try (ResultSet found = statement.executeQuery("select a.attname from pg_index i join pg_attribute a on"
                + " a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indisunique and i.indrelid = '"
                + table + "'::regclass")) {
            while (found.next()) {
                unique.add(found.getString(1));
            }
        }
        return unique;
    }
}
