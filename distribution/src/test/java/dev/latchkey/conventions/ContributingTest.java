package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** Every test class that {@code CONTRIBUTING.md} names, in a command or a table, exists. */
class ContributingTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CLASS = Pattern.compile("\\b[A-Z]\\w+(?:IT|Test)\\b");
    private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> named = CLASS.matcher(Files.readString(ROOT.resolve("CONTRIBUTING.md"))).results()
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 30, named::toString);
        named.removeAll(classes());
        assertEquals(Set.of(), named);
    }

    private static Set<String> classes() throws IOException {
        Set<String> classes = new HashSet<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return SKIPPED.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                classes.add(file.getFileName().toString().replace(".java", ""));
                return FileVisitResult.CONTINUE;
            }
        });
        return classes;
    }
}
