package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** Every test class that {@code CONTRIBUTING.md} names, in a command or a table, exists. */
class ContributingTest {

    private static final Pattern CLASS = Pattern.compile("\\b[A-Z]\\w+(?:IT|Test)\\b");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Set<String> named = CLASS.matcher(Files.readString(SourceTree.ROOT.resolve("CONTRIBUTING.md"))).results()
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 30, named::toString);
        named.removeAll(classes());
        assertEquals(Set.of(), named);
    }

    private static Set<String> classes() {
        return SourceTree.files().map(file -> file.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }
}
