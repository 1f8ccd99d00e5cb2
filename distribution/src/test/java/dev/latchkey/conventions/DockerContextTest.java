package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** The image is built from every module of the jar, and {@code .dockerignore} lets through what the build copies. */
class DockerContextTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern COPIED = Pattern.compile("(?m)^COPY (?!--from)([^/ ]+)");
    private static final Pattern LET_THROUGH = Pattern.compile("(?m)^!(.+)$");
    private static final Pattern MODULE = Pattern.compile("<module>([^</]+)</module>");
    private static final Set<String> NOT_IN_THE_JAR = Set.of("sample-client", "integration-tests", "benchmarks");

    @Test
    void whatTheBuildCopiesIsLetThrough() throws IOException {
        Set<String> copied = all(COPIED, "Dockerfile");
        assertTrue(copied.contains("pom.xml"), copied::toString);
        assertEquals(copied, all(LET_THROUGH, ".dockerignore"));
    }

    @Test
    void everyModuleIsCopied() throws IOException {
        Set<String> modules = all(MODULE, "pom.xml");
        modules.removeAll(NOT_IN_THE_JAR);
        Set<String> copied = all(COPIED, "Dockerfile");
        copied.removeAll(Set.of("pom.xml", "LICENSE"));
        assertEquals(modules, copied);
    }

    private static Set<String> all(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(ROOT.resolve(file))).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
