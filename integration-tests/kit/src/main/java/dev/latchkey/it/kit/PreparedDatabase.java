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

    /** Gives a distribution that was built for {@code dev-file} and has not been started yet a copy of the database. */
    static void copyTo(KeycloakDistribution distribution) {
        Path copy = distribution.directory().resolve(FILE);
        try {
            Files.createDirectories(copy.getParent());
            Files.copy(file(), copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized Path file() {
        return TestProcess.alone(NAME, () -> {
            Path file = Distributions.work().resolve("servers").resolve(NAME).resolve(FILE);
            Path stamp = Distributions.work().resolve(NAME + ".txt");
            String wanted = Distributions.contents();
            if (!wanted.equals(Distributions.read(stamp))) {
                new Node("dev-file", NAME, Map.of()).fillDatabase(
                        server -> server.env("JAVA_OPTS_APPEND", SharedClasses.listing()));
                SharedClasses.archive();
                Distributions.write(stamp, wanted);
            }
            return file;
        });
    }
}
