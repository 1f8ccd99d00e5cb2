package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The lines of Keycloak in {@code docs/compatibility.md} are those that {@code pom.xml} builds for. */
class LineTableTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (\\d+\\.\\d+) \\| ([\\d.]+) \\| ([\\d.]+) \\| `\\./mvnw ([^`]*)`");
    private static final Pattern PROFILE =
            Pattern.compile("(?s)<id>keycloak-([\\d.]+)</id>\\s*<properties>(.*?)</properties>");

    @Test
    void theDocsHaveEveryLineWithItsVersions() throws IOException {
        String pom = Files.readString(Path.of("../pom.xml"));
        Map<String, String> coded = new TreeMap<>();
        coded.put(property(pom, "keycloak.line"), versions(pom, pom));
        PROFILE.matcher(pom).results().forEach(profile -> coded.put(profile.group(1), versions(pom, profile.group(2))));
        Map<String, String> documented = new TreeMap<>();
        ROW.matcher(page()).results().forEach(row ->
                documented.put(row.group(1), row.group(2) + ' ' + row.group(3)));
        assertEquals(coded, documented);
    }

    @Test
    void theTestsThatTheDocsNameExist() throws IOException {
        List<NamedTest> tests = NamedTest.in(page());
        assertFalse(tests.isEmpty());
        assertEquals(List.of(), tests.stream().filter(test -> !test.exists()).toList());
    }

    private static String versions(String pom, String properties) {
        return resolved(pom, property(properties, "keycloak.version")) + ' '
                + resolved(pom, property(properties, "keycloak.server.version"));
    }

    /** A version, or that of the property which stands in its place. */
    private static String resolved(String pom, String value) {
        return value.startsWith("${") ? property(pom, value.substring(2, value.length() - 1)) : value;
    }

    private static String property(String properties, String name) {
        Optional<MatchResult> found = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(properties)
                .results().findFirst();
        return found.orElseThrow(() -> new AssertionError(name)).group(1);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/compatibility.md"));
    }
}
