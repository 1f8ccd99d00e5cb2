package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every package of what is shipped says what it is for. */
class PackageTest {

    private static final String INFO = "package-info.java";

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Set<Path> packages;
        try (Stream<Path> files = Files.find(Path.of(".."), 20, (path, is) -> path.toString().endsWith(".java"))) {
            packages = files.map(Path::getParent)
                    .filter(folder -> folder.toString().contains("/src/main/java/"))
                    .filter(folder -> !folder.startsWith(Path.of("../integration-tests")))
                    .collect(Collectors.toSet());
        }
        assertTrue(packages.size() > 40, packages::toString);
        assertEquals(List.of(), packages.stream().filter(folder -> !Files.exists(folder.resolve(INFO))).toList());
    }
}
