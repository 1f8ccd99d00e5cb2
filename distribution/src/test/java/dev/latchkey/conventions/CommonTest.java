package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The module {@code common} stays small, and holds nothing that fewer than three other modules use. */
class CommonTest {

    private static final int MOST_LINES = 4_500;
    private static final int FEWEST_MODULES = 3;
    private static final Path COMMON = Path.of("../common");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (?:static )?dev\\.latchkey\\.common\\.([a-z]+)\\.");

    @Test
    void itHasFewLines() throws IOException {
        long lines = sources().stream().filter(file -> file.startsWith(COMMON)).mapToLong(CommonTest::lines).sum();
        assertTrue(lines <= MOST_LINES, () -> lines + " lines");
        assertTrue(Files.readString(Path.of("../docs/architecture.md")).contains("at most 4,500 lines"));
    }

    @Test
    void atLeastThreeModulesUseEachPackage() {
        Map<String, Set<String>> users = new TreeMap<>();
        for (Path file : sources()) {
            Matcher imported = IMPORT.matcher(read(file));
            while (imported.find()) {
                users.computeIfAbsent(imported.group(1), name -> new TreeSet<>()).add(file.getName(1).toString());
            }
        }
        users.values().forEach(modules -> modules.remove("common"));
        assertTrue(users.size() > 5, users::toString);
        users.values().removeIf(modules -> modules.size() >= FEWEST_MODULES);
        assertEquals(Map.of(), users);
    }

    private static List<Path> sources() {
        return SourceTree.java().filter(file -> file.toString().matches("\\.\\./[^/]+/src/main/java/.*")).toList();
    }

    private static long lines(Path file) {
        return read(file).lines().count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
