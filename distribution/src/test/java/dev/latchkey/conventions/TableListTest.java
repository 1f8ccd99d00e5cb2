package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** The list of tables in {@code docs/operations.md} is that of the changelogs. */
class TableListTest {

    private static final Pattern CREATED = Pattern.compile("<createTable\\s+tableName=\"(\\w+)\"");
    private static final Pattern LISTED = Pattern.compile("`(LATCHKEY_\\w+)`");

    @Test
    void operatorsAreToldOfEveryTable() throws IOException {
        Set<String> created = new TreeSet<>();
        for (Path changelog : SourceTree.files().filter(path -> path.toString().endsWith("-changelog.xml")
                && path.toString().contains("/src/main/")).toList()) {
            CREATED.matcher(Files.readString(changelog)).results().forEach(table -> created.add(table.group(1)));
        }
        List<String> rows = Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .filter(line -> line.startsWith("| tables |")).toList();
        Set<String> listed = new TreeSet<>();
        LISTED.matcher(rows.get(0)).results().forEach(name -> listed.add(name.group(1)));
        assertEquals(created, listed);
    }
}
