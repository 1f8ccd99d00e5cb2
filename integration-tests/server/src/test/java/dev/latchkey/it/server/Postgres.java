package dev.latchkey.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.TestProcess;
import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** One PostgreSQL for all classes of a process, with a database for each. */
public final class Postgres {

    /** Keycloak's name of it. */
    static final String NAME = "postgres";

    /** Options that all servers on it are built with, whether or not they use the vault: one build for all. */
    static final Map<String, String> BUILD = Map.of("vault", "file");

    /** A database with all tables and the demo realm, which others are copied from. */
    private static final String PREPARED = "prepared";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static EmbeddedPostgres server;

    private Postgres() {
    }

    /** Creates an empty database; returns the options with which a server finds it. */
    static Consumer<KeycloakServer.Builder> database(String name) {
        execute(url(NAME), "create database " + name);
        return options(name);
    }

    /**
     * The same, but the database already has all tables and the demo realm. To create them is half of the work of a
     * first start.
     */
    static Consumer<KeycloakServer.Builder> prepared(String name) {
        execute(url(NAME), "create database " + name + " template " + PREPARED);
        return options(name);
    }

    /** Returns the options with which a server finds a database that was created before. */
    static Consumer<KeycloakServer.Builder> options(String name) {
        return builder -> builder.option("db-url", url(name)).option("db-username", NAME);
    }

    /** An empty database in which all tables will be in a schema of their own. */
    static Consumer<KeycloakServer.Builder> schema(String database, String name) {
        Consumer<KeycloakServer.Builder> options = database(database);
        execute(url(database), "create schema " + name);
        return options.andThen(builder -> builder.option("db-schema", name));
    }

    /** Ends all connections to a database and refuses new ones, as while its server is stopped. */
    static void stop(String database) {
        execute(url(NAME), "alter database " + database + " with allow_connections false");
        execute(url(NAME), "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database
                + "'");
    }

    /** Accepts connections again after {@link #stop}. */
    static void resume(String database) {
        execute(url(NAME), "alter database " + database + " with allow_connections true");
    }

    /** Changes the contents of a database directly, without Keycloak. */
    public static void change(String database, String sql) {
        execute(url(database), sql);
    }

    /** The log of this process's server. */
    static Path log() {
        return Distributions.work().resolve("postgres-" + TestProcess.NUMBER + ".log");
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
            Path data = Distributions.work().resolve("postgres-" + TestProcess.NUMBER);
            copy(TestProcess.alone(NAME, Postgres::prepare), data);
            server = start(data);
        }
        return server.getJdbcUrl(NAME, database);
    }

    /** Returns the data of a server that is not running and has the database {@value #PREPARED}. */
    private static Path prepare() {
        Path data = Distributions.work().resolve("postgres-prepared");
        Path stamp = Distributions.work().resolve("postgres-prepared.txt");
        String wanted = Distributions.contents();
        try {
            if (!Files.exists(stamp) || !wanted.equals(Files.readString(stamp))) {
                Distributions.delete(data);
                server = start(data);
                try {
                    Probe.node(NAME, "postgres-prepared").fillDatabase(database(PREPARED));
                } finally {
                    server.close();
                    server = null;
                }
                Files.writeString(stamp, wanted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return data;
    }

    private static EmbeddedPostgres start(Path data) {
        try {
            // a test's data need not survive a power cut
            ProcessBuilder.Redirect log = ProcessBuilder.Redirect.to(log().toFile());
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").setServerConfig("max_connections", "300")
                    .setOutputRedirector(log).setErrorRedirector(log)
                    .setDataDirectory(data).setCleanDataDirectory(false).setPGStartupWait(PATIENCE).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        Distributions.delete(to);
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
