package dev.latchkey.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Every line of {@code docs/attacks.md} names tests, and each of them exists. */
class AttackTableTest {

    private static final Pattern ROW = Pattern.compile("\\| (?!attack \\||-)(.+?) \\| ?(.*?) ?\\|");
    private static final Pattern TEST = Pattern.compile("`([a-z.]+)\\.([A-Za-z0-9]+)#([A-Za-z0-9_]+)`");

    @Test
    void everyAttackIsTriedByATestThatExists() throws IOException {
        List<Matcher> rows = Files.readAllLines(Path.of("../docs/attacks.md")).stream().map(ROW::matcher)
                .filter(Matcher::matches).toList();
        assertTrue(rows.size() >= 38, "lines of the attack list: " + rows.size());
        assertEquals(List.of(), rows.stream().filter(row -> tests(row).isEmpty()).map(row -> row.group(1)).toList(),
                "attacks that no test tries");
        assertEquals(List.of(), rows.stream().flatMap(row -> tests(row).stream()).filter(test -> !exists(test))
                .toList(), "tests that do not exist");
    }

    private static List<String> tests(Matcher row) {
        return TEST.matcher(row.group(2)).results().map(test -> test.group(1) + '.' + test.group(2) + '#'
                + test.group(3)).toList();
    }

    private static boolean exists(String test) {
        Matcher name = TEST.matcher('`' + test + '`');
        if (!name.matches()) {
            return false;
        }
        String file = "dev/latchkey/" + name.group(1).replace('.', '/') + '/' + name.group(2) + ".java";
        Pattern method = Pattern.compile("(?s)@(Parameterized)?Test\\b((?!\\bvoid\\b).)*\\bvoid " + name.group(3)
                + "\\(");
        // rooms, and the rooms within them
        try (Stream<Path> modules = Files.find(Path.of(".."), 2, (path, is) -> is.isDirectory())) {
            return modules.map(module -> module.resolve("src/test/java").resolve(file)).filter(Files::exists)
                    .anyMatch(source -> method.matcher(read(source)).find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
