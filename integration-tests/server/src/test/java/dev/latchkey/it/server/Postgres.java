package dev.latchkey.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One PostgreSQL for all classes of a run, with a database for each. */
final class Postgres {

    /** Keycloak's name of it. */
    static final String NAME = "postgres";

    private static EmbeddedPostgres server;

    private Postgres() {
    }

    /** Creates an empty database; returns the options with which a server finds it. */
    static Consumer<KeycloakServer.Builder> database(String name) {
        execute(url("postgres"), "create database " + name);
        return builder -> builder.option("db-url", url(name)).option("db-username", "postgres");
    }

    /** The same, with all tables in a schema of their own. */
    static Consumer<KeycloakServer.Builder> schema(String database, String name) {
        Consumer<KeycloakServer.Builder> options = database(database);
        execute(url(database), "create schema " + name);
        return options.andThen(builder -> builder.option("db-schema", name));
    }

    /** Ends all connections to a database and refuses new ones, as while its server is stopped. */
    static void stop(String database) {
        execute(url("postgres"), "alter database " + database + " with allow_connections false");
        execute(url("postgres"), "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database
                + "'");
    }

    /** Accepts connections again after {@link #stop}. */
    static void resume(String database) {
        execute(url("postgres"), "alter database " + database + " with allow_connections true");
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a JDBC URL that contains the user's name. */
    static synchronized String url(String database) {
        if (server == null) {
            try {
                // a test's data need not survive a power cut
                server = EmbeddedPostgres.builder().setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "300").start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server.getJdbcUrl("postgres", database);
    }
}
