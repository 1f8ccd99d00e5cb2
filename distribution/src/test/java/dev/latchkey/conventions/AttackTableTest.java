package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Every line of {@code docs/attacks.md} names tests, and each of them exists. */
class AttackTableTest {

    private static final Pattern ROW = Pattern.compile("\\| (?!attack \\||-)(.+?) \\| ?(.*?) ?\\|");

    @Test
    void everyAttackIsTriedByATestThatExists() throws IOException {
        List<Matcher> rows = Files.readAllLines(Path.of("../docs/attacks.md")).stream().map(ROW::matcher)
                .filter(Matcher::matches).toList();
        assertTrue(rows.size() >= 38, "lines of the attack list: " + rows.size());
        assertEquals(List.of(), rows.stream().filter(row -> NamedTest.in(row.group(2)).isEmpty())
                .map(row -> row.group(1)).toList(), "attacks that no test tries");
        assertEquals(List.of(), rows.stream().flatMap(row -> NamedTest.in(row.group(2)).stream())
                .filter(test -> !test.exists()).toList(), "tests that do not exist");
    }
}
