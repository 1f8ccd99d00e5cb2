package dev.latchkey.quickstart;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One Keycloak process, started with Keycloak's own script on the JDK that runs this class. The same object can be
 * started again after {@link #stop} or {@link #kill}. Another thread may stop or kill it; one at a time starts it.
 */
public final class KeycloakServer {

    private static final Duration GRACE = Duration.ofSeconds(30);
    /** Each question makes a starting server run all its health checks and log the result. */
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LAST_LINES = Duration.ofSeconds(2);
    /**
     * An address that Keycloak has no client for. Where no system bus runs, as in most containers, its build would look
     * for one for ten seconds; only the federation with SSSD uses it.
     */
    private static final String NO_BUS = "tcp:host=localhost,port=1";

    private final KeycloakDistribution distribution;
    private final List<String> command;
    private final Map<String, String> environment;
    private final int httpPort;
    private final int managementPort;
    private final Path logFile;
    private final Consumer<String> listener;

    private volatile Process process;
    private volatile Thread pump;

    private KeycloakServer(Builder builder) {
        this.distribution = builder.distribution;
        this.command = builder.commandLine();
        this.environment = Map.copyOf(builder.environment);
        this.httpPort = builder.httpPort;
        this.managementPort = builder.managementPort;
        this.logFile = builder.logFile != null
                ? builder.logFile.toAbsolutePath()
                : builder.distribution.directory().resolve("data").resolve("log").resolve("keycloak.log");
        this.listener = builder.listener;
    }

    /**
     * Begins the description of a server.
     *
     * @param distribution the unpacked distribution that no other server is using
     * @return a builder; the default is {@code start-dev} on ports 8080 and 9000 of 127.0.0.1
     */
    public static Builder in(KeycloakDistribution distribution) {
        return new Builder(distribution);
    }

    /**
     * Starts the process and returns at once; see {@link #awaitReady}.
     *
     * @throws IllegalStateException if it is running already
     * @throws UncheckedIOException  if the script cannot be run or the log file cannot be written
     */
    public void start() {
        if (isAlive()) {
            throw new IllegalStateException("The server is running already");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(distribution.directory().toFile())
                .redirectErrorStream(true)
                // a batch file that can read the console answers Ctrl-C with "Terminate batch job (Y/N)?"
                .redirectInput(new File(KeycloakDistribution.onWindows() ? "NUL" : "/dev/null"));
        // settings of another Keycloak on this machine must not leak into this one
        builder.environment().keySet().removeIf(name -> name.startsWith("KC_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putIfAbsent("DBUS_SYSTEM_BUS_ADDRESS", NO_BUS);
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(logFile.getParent());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + distribution.script(), e);
        }
        pump = new Thread(this::pump, "keycloak-log");
        pump.setDaemon(true);
        pump.start();
    }

    /**
     * Waits until the server answers: its readiness probe and its {@code master} realm. The open port alone, or the
     * log line that says "started", does not mean that.
     *
     * @param patience how long to wait
     * @return this server
     * @throws IllegalStateException if the process ends or the time is over; the message ends with the last log lines
     */
    public KeycloakServer awaitReady(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean ready = answers(managementPort, "/health/ready") && answers(httpPort, "/realms/master");
            // asked last: at these ports another server may answer, because of which this one has ended
            if (!isAlive()) {
                throw new IllegalStateException("Keycloak ended while starting:\n" + String.join("\n", lastLines(20)));
            }
            if (ready) {
                return this;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Keycloak was not ready after " + patience.toSeconds() + " s:\n"
                        + String.join("\n", lastLines(20)));
            }
            pause();
        }
    }

    /**
     * Asks the server to end and waits for it; after 30 seconds it is killed. Where processes cannot be asked
     * (Windows) it is killed at once. Does nothing when it is not running.
     */
    public void stop() {
        if (!isAlive()) {
            return;
        }
        List<ProcessHandle> tree = tree();
        if (process.supportsNormalTermination()) {
            // not process.destroy(), which would also close the pipe that the last log lines come through
            process.toHandle().destroy();
            if (awaitExit(tree, GRACE)) {
                finishLog();
                return;
            }
        }
        kill(tree);
    }

    /** Kills the server as a power cut would, and waits until it is gone. Does nothing when it is not running. */
    public void kill() {
        if (isAlive()) {
            kill(tree());
        }
    }

    /** @return true while the process runs */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /**
     * Waits for the process to end by itself.
     *
     * @param patience how long to wait
     * @return true if it has ended
     */
    public boolean awaitExit(Duration patience) {
        try {
            boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                finishLog();
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Returns how the process ended.
     *
     * @return the exit code
     * @throws IllegalThreadStateException if it is still running
     */
    public int exitCode() {
        return process.exitValue();
    }

    /** @return base URL on the loopback address, without a slash at the end */
    public String baseUrl() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** @return base URL of the management interface (health, metrics), without a slash at the end */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** @return the process id of the start script, whose child may be the server */
    public long pid() {
        return process.pid();
    }

    /** @return where everything the server prints is appended to, over all its starts */
    public Path logFile() {
        return logFile;
    }

    /**
     * Reads what the server has printed so far, over all its starts.
     *
     * @return the lines, oldest first
     */
    public List<String> logLines() {
        try {
            return Files.exists(logFile) ? Files.readAllLines(logFile) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + logFile, e);
        }
    }

    /**
     * Reads the end of the log.
     *
     * @param count how many lines at most
     * @return the last lines, oldest first
     */
    public List<String> lastLines(int count) {
        List<String> lines = logLines();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    private void pump() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter log = Files.newBufferedWriter(logFile, StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.write(line);
                log.newLine();
                log.flush();
                listener.accept(line);
            }
        } catch (IOException e) {
            listener.accept("ERROR: the log ends here: " + e.getMessage());
        }
    }

    private void finishLog() {
        try {
            pump.join(LAST_LINES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    private void kill(List<ProcessHandle> tree) {
        // the script first, or it might start the server once more
        tree.forEach(ProcessHandle::destroyForcibly);
        awaitExit(tree, GRACE);
        finishLog();
    }

    private static boolean awaitExit(List<ProcessHandle> tree, Duration patience) {
        CompletableFuture<?>[] exits = tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean answers(int port, String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(10_000);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Keycloak", e);
        }
    }

    /** Describes a server before it is started. */
    public static final class Builder {

        private final KeycloakDistribution distribution;
        private final Map<String, String> options = new LinkedHashMap<>();
        private final List<String> flags = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private String command = "start-dev";
        private int httpPort = 8080;
        private int managementPort = 9000;
        private Path logFile;
        private Consumer<String> listener = line -> { };

        private Builder(KeycloakDistribution distribution) {
            this.distribution = distribution;
        }

        /**
         * Starts a built server with {@code start --optimized} instead of {@code start-dev}. It must have been built
         * with {@code health-enabled=true}, or {@link KeycloakServer#awaitReady} never sees it ready.
         *
         * @return this builder
         */
        public Builder optimized() {
            command = "start";
            return flag("optimized");
        }

        Builder command(String name) {
            command = name;
            return this;
        }

        /**
         * @param port HTTP port, 1-65535; 8080 unless set
         * @return this builder
         */
        public Builder httpPort(int port) {
            httpPort = port;
            return this;
        }

        /**
         * @param port port of the management interface (health, metrics), 1-65535; 9000 unless set
         * @return this builder
         */
        public Builder managementPort(int port) {
            managementPort = port;
            return this;
        }

        /**
         * Adds {@code --name=value}; a later value for the same name wins, also over what this class sets itself.
         *
         * @param name  option name without the leading dashes
         * @param value its value
         * @return this builder
         */
        public Builder option(String name, String value) {
            options.put(name, value);
            return this;
        }

        /**
         * Adds several options.
         *
         * @param several option names without the leading dashes, and their values
         * @return this builder
         */
        public Builder options(Map<String, String> several) {
            options.putAll(several);
            return this;
        }

        /**
         * Adds {@code --name}.
         *
         * @param name flag without the leading dashes, for example {@code import-realm}
         * @return this builder
         */
        public Builder flag(String name) {
            flags.add(name);
            return this;
        }

        /**
         * Sets an environment variable of the process; the place for secrets, which every user of the machine could
         * read on a command line.
         *
         * @param name  name of the variable
         * @param value its value
         * @return this builder
         */
        public Builder env(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /**
         * @param file what the server prints is appended to it; {@code data/log/keycloak.log} unless set
         * @return this builder
         */
        public Builder logFile(Path file) {
            logFile = file;
            return this;
        }

        /**
         * @param consumer gets every line the server prints, on a thread of its own
         * @return this builder
         */
        public Builder onLine(Consumer<String> consumer) {
            listener = consumer;
            return this;
        }

        /** @return the server, not started yet */
        public KeycloakServer create() {
            return new KeycloakServer(this);
        }

        List<String> commandLine() {
            Map<String, String> all = new LinkedHashMap<>();
            if (!command.equals("build")) {
                all.put("http-host", "127.0.0.1");
                all.put("http-port", Integer.toString(httpPort));
                all.put("http-management-port", Integer.toString(managementPort));
            }
            if (command.equals("start-dev")) {
                all.put("health-enabled", "true");
            }
            all.putAll(options);

            List<String> line = new ArrayList<>();
            line.add(distribution.script().toString());
            line.add(command);
            flags.forEach(flag -> line.add("--" + flag));
            all.forEach((name, value) -> line.add("--" + name + "=" + value));
            return KeycloakDistribution.onWindows() ? KeycloakDistribution.quoteForBatchFile(line) : line;
        }
    }
}
