package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * An archive of the classes that a server loads (class data sharing), without which each start reads and verifies them
 * anew: a fifth of a start's processor time. The first server that is started lists them. The JVM takes a class from it
 * only where the class loader has found the same bytes.
 */
final class SharedClasses {

    private static final Path ARCHIVE = Distributions.work().resolve("classes.jsa");
    private static final Path LOADED = Distributions.work().resolve("classes-loaded.txt");
    private static final Path LIST = Distributions.work().resolve("classes.txt");
    private static final Path LOG = Distributions.work().resolve("classes.log");

    private SharedClasses() {
    }

    /** @return options of a server's JVM, with those of the environment */
    static String options() {
        return Files.exists(ARCHIVE) ? withEnvironment("-XX:SharedArchiveFile=" + ARCHIVE) : withEnvironment("");
    }

    /** @return the same for the server that lists its classes */
    static String listing() {
        return withEnvironment("-Xlog:class+load=info:file=" + LOADED + ":none:filecount=0");
    }

    /**
     * Makes the archive of the classes that a server has listed, which has ended meanwhile. Where the JVM cannot,
     * servers do without.
     */
    static void archive() {
        Path unfinished = ARCHIVE.resolveSibling("classes-unfinished.jsa");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            Files.write(LIST, ClassList.of(Files.readAllLines(LOADED)));
            int status = new ProcessBuilder(List.of(java.toString(), "-XX:+UseSerialGC",
                    "-Xshare:dump", "-XX:SharedClassListFile=" + LIST, "-XX:SharedArchiveFile=" + unfinished))
                    .redirectErrorStream(true)
                    .redirectOutput(LOG.toFile())
                    .start().waitFor();
            if (status == 0) {
                // servers that start meanwhile see the whole archive or none
                Files.move(unfinished, ARCHIVE, StandardCopyOption.ATOMIC_MOVE);
            } else {
                System.err.println("No archive of classes, see " + LOG + ": " + status);
            }
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
