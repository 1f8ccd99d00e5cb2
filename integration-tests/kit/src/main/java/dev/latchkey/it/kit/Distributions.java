package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.quickstart.KeycloakDistribution;

/**
 * Keycloak distributions with Latchkey in them, built once for each database and copied for every server. They are
 * below the directory that the system property {@code latchkey.work} names. They are built from {@value #CURRENT} or
 * the property of an older line, {@code latchkey.jar} and {@code latchkey.realm}.
 */
public final class Distributions {

    /** The system property that names the distribution which the pack is made for. */
    public static final String CURRENT = "keycloak.zip";

    /** Latchkey's jar among the providers of a distribution; a test of an upgrade puts an earlier one in its place. */
    public static final String LATCHKEY = "latchkey.jar";

    private static final Duration BUILD_PATIENCE = Duration.ofMinutes(10);

    private Distributions() {
    }

    /**
     * Copies a built distribution for one server.
     *
     * @param database Keycloak's name of the database, for example {@code postgres}
     * @param server   name of the server, unique in this run; files that an earlier run has left there are deleted
     * @param more     further provider jars, by file name in the distribution
     * @param build    further build options
     * @param zip      the system property that names the distribution, as {@link #CURRENT}
     * @return the copy, with the demo realm where {@code --import-realm} looks for it
     */
    public static KeycloakDistribution forServer(String database, String server, Map<String, Path> more,
            Map<String, String> build, String zip) {
        KeycloakDistribution copy = copy(built(database, more, new TreeMap<>(build), zip), server);
        installRealm(copy);
        return copy;
    }

    /**
     * Copies a distribution that was built without Latchkey.
     *
     * @param database Keycloak's name of the database, for example {@code postgres}
     * @param server   name of the server, unique in this run; files that an earlier run has left there are deleted
     * @return the copy, which knows no realm but Keycloak's own
     */
    public static KeycloakDistribution withoutLatchkey(String database, String server) {
        return copy(built("plain-" + database, database, Map.of(), new TreeMap<>(), CURRENT), server);
    }

    private static KeycloakDistribution copy(KeycloakDistribution built, String server) {
        Path directory = work().resolve("servers").resolve(server);
        delete(directory);
        return built.copyTo(directory);
    }

    private static void installRealm(KeycloakDistribution copy) {
        Path file = path("latchkey.realm");
        ObjectNode realm = (ObjectNode) Json.read(read(file));
        realm.put("privateKey", RealmKey.PRIVATE);
        Path target = copy.importFolder().resolve(file.getFileName());
        try {
            Files.createDirectories(target.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(target, Json.write(realm));
    }

    /**
     * @param zip the system property that names the distribution, as {@link #CURRENT}
     * @return the distribution, without Latchkey
     */
    public static synchronized KeycloakDistribution unpacked(String zip) {
        Path file = path(zip);
        String name = file.getFileName().toString().replace(".zip", "");
        return TestProcess.alone(name, () -> KeycloakDistribution.unpack(file, work().resolve(name)));
    }

    /** @return the directory of distributions, servers and logs */
    public static Path work() {
        return path("latchkey.work");
    }

    /** @return identifies Keycloak, Latchkey and the demo realm: what a database contains after a first start */
    public static String contents() {
        return fingerprint(path(CURRENT), "", new TreeMap<>(Map.of("jar", path("latchkey.jar"), "realm",
                path("latchkey.realm"))));
    }

    /**
     * Deletes a directory with all that is in it; does nothing if it does not exist.
     *
     * @param directory the directory
     */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized KeycloakDistribution built(String database, Map<String, Path> more,
            SortedMap<String, String> build, String zipProperty) {
        Map<String, Path> providers = new TreeMap<>(more);
        providers.putIfAbsent(LATCHKEY, path("latchkey.jar"));
        List<String> parts = new ArrayList<>(List.of("built", database));
        parts.addAll(more.keySet());
        parts.addAll(build.keySet());
        if (!zipProperty.equals(CURRENT)) {
            parts.add(zipProperty);
        }
        return built(String.join("-", parts), database, providers, build, zipProperty);
    }

    private static synchronized KeycloakDistribution built(String directoryName, String database,
            Map<String, Path> providers, SortedMap<String, String> build, String zipProperty) {
        KeycloakDistribution plain = unpacked(zipProperty);
        String wanted = fingerprint(path(zipProperty), database + build, providers);
        Path directory = work().resolve(directoryName);
        return TestProcess.alone(directoryName, () -> {
            Path stamp = directory.resolve("latchkey-build.txt");
            if (!wanted.equals(read(stamp))) {
                delete(directory);
                KeycloakDistribution fresh = plain.copyTo(directory);
                providers.forEach((name, jar) -> fresh.installProvider(jar, name));
                Map<String, String> options = new TreeMap<>(build);
                options.putAll(Map.of("db", database, "health-enabled", "true", "metrics-enabled", "true"));
                fresh.build(options, work().resolve(directoryName + ".log"), BUILD_PATIENCE);
                write(stamp, wanted);
            }
            return KeycloakDistribution.at(directory);
        });
    }

    private static String fingerprint(Path zip, String build, Map<String, Path> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((zip.getFileName() + "\n" + build + "\n").getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, Path> file : files.entrySet()) {
                digest.update((file.getKey() + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file.getValue()));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path path(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("The system property " + property + " is not set");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
