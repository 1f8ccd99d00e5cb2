package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * An archive of the JVM's own classes that a server loads (class data sharing), without which each start loads and
 * verifies them anew: a seventh of a server's processor time. The first server that is started lists them.
 */
final class SharedClasses {

    private static final Path ARCHIVE = Distributions.work().resolve("classes.jsa");
    private static final Path LIST = Distributions.work().resolve("classes.txt");

    private SharedClasses() {
    }

    /** @return options of a server's JVM, with those of the environment */
    static String options() {
        return Files.exists(ARCHIVE) ? withEnvironment("-XX:SharedArchiveFile=" + ARCHIVE) : withEnvironment("");
    }

    /** @return the same for the server that lists its classes */
    static String listing() {
        return withEnvironment("-XX:DumpLoadedClassList=" + LIST);
    }

    /** Makes the archive of the classes that a server has listed, which has ended meanwhile. */
    static void archive() {
        Path unfinished = ARCHIVE.resolveSibling("classes-unfinished.jsa");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            int status = new ProcessBuilder(List.of(java.toString(), "-Xshare:dump", "-XX:SharedClassListFile=" + LIST,
                    "-XX:SharedArchiveFile=" + unfinished))
                    .redirectErrorStream(true)
                    .redirectOutput(Distributions.work().resolve("classes.log").toFile())
                    .start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("No archive of classes, see classes.log: " + status);
            }
            // servers that start meanwhile see the whole archive or none
            Files.move(unfinished, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String withEnvironment(String option) {
        return Objects.requireNonNullElse(System.getenv("JAVA_OPTS_APPEND"), "") + " " + option;
    }
}
