package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/admins.md} says what the realm file sets; an integration test asks a running realm. */
class RealmTableTest {

    private static final Pattern ROW = Pattern.compile("\\| `(/[^`]+)` \\| `([^`]+)` \\|.*");

    @Test
    void theRealmFileIsAsTheTableSays() throws IOException {
        JsonNode realm = new ObjectMapper().readTree(Path.of("../realm-export/latchkey-realm.json").toFile());
        Map<String, String> documented = new TreeMap<>();
        Map<String, String> exported = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/admins.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2));
                exported.put(row.group(1), realm.at(row.group(1)).asText());
            }
        }
        assertTrue(documented.size() > 20, documented::toString);
        assertEquals(documented, exported);
    }
}
