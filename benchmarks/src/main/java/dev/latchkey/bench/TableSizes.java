package dev.latchkey.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** How much room Latchkey's rows take on PostgreSQL, after a run has written them. */
final class TableSizes {

    private static final String SIZES = "select relname, n_live_tup, pg_relation_size(relid), pg_indexes_size(relid),"
            + " n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname like 'latchkey%' order by relname";

    private TableSizes() {
    }

    /** Prints rows and bytes of each table, without the room of rows that were deleted or updated. */
    static void print(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum full");
            statement.execute("analyze");
            System.out.println("| table | rows | bytes of a row | of its index entries | updates | of them HOT |");
            System.out.println("|---|---|---|---|---|---|");
            try (ResultSet rows = statement.executeQuery(SIZES)) {
                while (rows.next()) {
                    double count = Math.max(1, rows.getLong(2));
                    System.out.printf("| %s | %d | %.0f | %.0f | %d | %d |%n", rows.getString(1), rows.getLong(2),
                            rows.getLong(3) / count, rows.getLong(4) / count, rows.getLong(5), rows.getLong(6));
                }
            }
        }
    }
}
