package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.latchkey.quickstart.KeycloakDistribution;

/** An H2 database with all tables and the demo realm, made once by a server of its own and copied for others. */
final class PreparedDatabase {

    private static final String NAME = "prepared";
    private static final Path FILE = Path.of("data", "h2", "keycloakdb.mv.db");

    private PreparedDatabase() {
    }

    /**
     * Gives a distribution that was built for {@code dev-file} and has not been started yet a copy of the database.
     *
     * @param more provider jars of the server that makes it, if it is not there yet: its build then serves others, too
     */
    static void copyTo(KeycloakDistribution distribution, Map<String, Path> more) {
        Path copy = distribution.directory().resolve(FILE);
        try {
            Files.createDirectories(copy.getParent());
            Files.copy(file(more), copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path file(Map<String, Path> more) {
        return TestProcess.alone(NAME, () -> {
            Path file = Distributions.work().resolve("servers").resolve(NAME).resolve(FILE);
            Path stamp = Distributions.work().resolve(NAME + ".txt");
            String wanted = Distributions.contents();
            if (!wanted.equals(Distributions.read(stamp))) {
                new Node("dev-file", NAME, more).fillDatabase(
                        server -> server.env("JAVA_OPTS_APPEND", SharedClasses.listing()));
                SharedClasses.archive();
                Distributions.write(stamp, wanted);
            }
            return file;
        });
    }
}
