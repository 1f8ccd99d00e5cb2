package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import dev.latchkey.quickstart.KeycloakDistribution;
import dev.latchkey.quickstart.KeycloakServer;

/** One Keycloak with Latchkey and the demo realm, started as in production, on ports of its own. */
public final class Node implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KeycloakDistribution distribution;
    private final boolean h2;
    private final Map<String, Path> preparedWith;
    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final Path log;
    private KeycloakServer server;

    /**
     * @param database Keycloak's name of the database that the server is built for
     * @param name     name of the server, unique in this run
     * @param more     further provider jars, by the file name that each gets
     */
    public Node(String database, String name, Map<String, Path> more) {
        this(database, name, more, Map.of());
    }

    /**
     * @param database Keycloak's name of the database that the server is built for
     * @param name     name of the server, unique in this run
     * @param more     further provider jars, by the file name that each gets
     * @param build    further options that the server is built with
     */
    public Node(String database, String name, Map<String, Path> more, Map<String, String> build) {
        this(database, name, more, build, Distributions.CURRENT);
    }

    /**
     * @param database Keycloak's name of the database that the server is built for
     * @param name     name of the server, unique in this run
     * @param more     further provider jars, by the file name that each gets
     * @param build    further options that the server is built with
     * @param zip      the system property that names the distribution
     */
    public Node(String database, String name, Map<String, Path> more, Map<String, String> build, String zip) {
        this(database, name, build.isEmpty() ? more : Map.of(),
                Distributions.forServer(database, name, more, build, zip));
    }

    private Node(String database, String name, Map<String, Path> preparedWith, KeycloakDistribution distribution) {
        this.h2 = database.equals("dev-file");
        this.preparedWith = preparedWith;
        this.distribution = distribution;
        this.log = Distributions.work().resolve("logs").resolve(name + ".log");
        try {
            // of an earlier run
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param database Keycloak's name of the database that the server is built for
     * @param name     name of the server, unique in this run
     * @return a server without Latchkey, for comparisons; it knows no realm but Keycloak's own
     */
    public static Node withoutLatchkey(String database, String name) {
        return new Node(database, name, Map.of(), Distributions.withoutLatchkey(database, name));
    }

    /**
     * Gives the server, which has not been started yet, an H2 database that already has all tables and the demo realm.
     * To create them is half of the work of a first start.
     *
     * @return this node
     */
    public Node prepared() {
        PreparedDatabase.copyTo(distribution, preparedWith);
        return this;
    }

    /**
     * Starts the server with an empty database and stops it; then the database has all tables and the demo realm.
     *
     * @param customise adds options
     */
    public void fillDatabase(Consumer<KeycloakServer.Builder> customise) {
        try {
            start(customise);
            admin().signWithShortKey();
        } finally {
            close();
        }
    }

    /**
     * Starts the server, the first time or again, and waits until it is ready.
     *
     * @param customise adds options
     * @return this node
     */
    public Node start(Consumer<KeycloakServer.Builder> customise) {
        return launch(server -> {
            server.option("hostname", baseUrl());
            customise.accept(server);
        });
    }

    /**
     * Starts the server without the option {@code hostname}, as an operator does who sets none.
     *
     * @return this node
     */
    public Node startWithoutHostname() {
        return launch(server -> server.option("hostname-strict", "false"));
    }

    /**
     * Starts the server and waits until Keycloak logs its start, whether its readiness probe succeeds or not.
     *
     * @return this node
     */
    public Node startUnready() {
        begin(builder -> builder.option("hostname", baseUrl()));
        Eventually.see(PATIENCE, this::log, log -> log.contains("Bootstrap completed"));
        return this;
    }

    private Node launch(Consumer<KeycloakServer.Builder> customise) {
        begin(customise);
        server.awaitReady(PATIENCE);
        return this;
    }

    private void begin(Consumer<KeycloakServer.Builder> customise) {
        KeycloakServer.Builder builder = KeycloakServer.in(distribution).optimized()
                .httpPort(port)
                .managementPort(managementPort)
                .flag("import-realm")
                .option("http-enabled", "true")
                .option("cache", "local")
                // a good part of the server's time otherwise; no test measures password hashing
                .option("spi-password-hashing--argon2--iterations", "1")
                .option("spi-password-hashing--argon2--memory", "64")
                .env("KC_BOOTSTRAP_ADMIN_USERNAME", Admin.USER)
                .env("KC_BOOTSTRAP_ADMIN_PASSWORD", Admin.PASSWORD)
                .env("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m")
                .env("JAVA_OPTS_APPEND", SharedClasses.options())
                .logFile(log);
        if (h2) {
            // of statements, 8 by default: to parse them again took a tenth of a server's time
            builder.option("db-url-properties", ";QUERY_CACHE_SIZE=512");
        }
        customise.accept(builder);
        server = builder.create();
        server.start();
    }

    /** @return a free port for the messages between clustered nodes */
    public static int clusterPort() {
        return Ports.freeForCluster();
    }

    /** Stops the server as an operator does, with a signal, and waits until its process has ended. */
    public void stop() {
        server.stop();
    }

    /** Kills the server, as a power cut does. */
    public void kill() {
        server.kill();
    }

    /** @return URL of the server without a slash at the end */
    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** @return URL of its management interface without a slash at the end */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** @return the metrics that Prometheus reads from the management interface */
    public String metrics() {
        return Http.send(HttpRequest.newBuilder(URI.create(managementUrl() + "/metrics"))).body();
    }

    /** @return the answer of its readiness probe */
    public String readiness() {
        return Http.send(HttpRequest.newBuilder(URI.create(managementUrl() + "/health/ready"))).body();
    }

    /** @return directory of its Keycloak */
    public Path directory() {
        return distribution.directory();
    }

    /** @return process id of the server itself, which may be a child process of the start script */
    public long pid() {
        return ProcessHandle.of(server.pid()).flatMap(script -> script.descendants().findFirst())
                .map(ProcessHandle::pid).orElse(server.pid());
    }

    /** @return file with all output of the server */
    public Path logFile() {
        return log;
    }

    /** @return output of the server over all its starts */
    public String log() {
        return String.join("\n", server.logLines());
    }

    /** @return a client of the server's administration */
    public Admin admin() {
        return new Admin(baseUrl());
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
    }
}
