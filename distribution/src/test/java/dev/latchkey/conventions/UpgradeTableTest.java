package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** What {@code docs/operations.md} says of upgrades, backup, restore, scaling and failover names tests that exist. */
class UpgradeTableTest {

    private static final Path DOCS = Path.of("../docs/operations.md");
    private static final List<String> SECTIONS = List.of("Backup", "Restore", "Upgrade", "Scaling", "Failover");
    private static final int FIRST_CELL = 2;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([0-9a-f]{7})`.*\\|$");
    private static final Pattern BUILT = Pattern.compile("for state in ([0-9a-f ]+);");

    @Test
    void everyCellOfTheTableNamesATestThatExists() throws IOException {
        List<String> rows = ROW.matcher(section("Upgrade")).results().map(MatchResult::group).toList();
        assertFalse(rows.isEmpty());
        for (String row : rows) {
            String[] cells = row.split("\\|");
            assertEquals(FIRST_CELL + 3, cells.length, row);
            for (String cell : Arrays.copyOfRange(cells, FIRST_CELL, cells.length)) {
                assertNamesTests(cell);
            }
        }
    }

    @Test
    void theStatesOfTheTableAreThoseThatTheScriptBuilds() throws IOException {
        List<String> built = BUILT.matcher(Files.readString(Path.of("../.ci/upgrade"))).results()
                .flatMap(states -> Arrays.stream(states.group(1).split(" "))).toList();
        assertEquals(built, ROW.matcher(section("Upgrade")).results().map(row -> row.group(1)).toList());
    }

    @Test
    void everySectionNamesWhatWasTried() throws IOException {
        for (String name : SECTIONS) {
            assertNamesTests(section(name));
        }
    }

    private static void assertNamesTests(String text) {
        List<NamedTest> tests = NamedTest.in(text);
        assertFalse(tests.isEmpty(), () -> "No test in: " + text);
        tests.forEach(test -> assertTrue(test.exists(), test::toString));
    }

    private static String section(String name) throws IOException {
        String docs = Files.readString(DOCS);
        int start = docs.indexOf("\n### " + name + "\n");
        assertTrue(start >= 0, name);
        int end = docs.indexOf("\n### ", start + 1);
        return docs.substring(start, end < 0 ? docs.length() : end);
    }
}
