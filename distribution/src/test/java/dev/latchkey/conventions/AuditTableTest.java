package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.event.Reason;
import org.junit.jupiter.api.Test;

/** The tables of events in {@code docs/operations.md} say what the code does, and leave nothing out. */
class AuditTableTest {

    private static final Pattern DETAIL = Pattern.compile("\\| detail `(latchkey_[a-z_]+)` \\|.*");
    private static final Pattern STEP = Pattern.compile("\\| step `([a-z_]+)` \\| `([a-z_]+)` \\|.*");
    private static final Pattern REASON = Pattern.compile("\\| reason `([a-z_]+)` \\| `([a-z_]+)` \\|.*");

    @Test
    void everyDetailStandsInTheDocs() throws Exception {
        Set<String> documented = new TreeSet<>();
        Files.readAllLines(Path.of("../docs/operations.md")).stream().map(DETAIL::matcher).filter(Matcher::matches)
                .forEach(row -> documented.add(row.group(1)));
        Set<String> coded = new TreeSet<>();
        for (Field field : EventDetails.class.getFields()) {
            if (field.getType() == String.class) {
                coded.add((String) field.get(null));
            }
        }
        assertEquals(coded, documented);
        assertEquals(coded, new TreeSet<>(EventDetails.ALL));
    }

    @Test
    void everyStepStandsInTheDocsWithItsWord() throws IOException {
        Map<String, String> coded = new TreeMap<>();
        Arrays.stream(AuditStep.values()).forEach(step -> coded.put(step.id(), step.owasp()));
        assertEquals(coded, documented(STEP));
    }

    @Test
    void everyReasonStandsInTheDocsWithItsWord() throws IOException {
        Map<String, String> coded = new TreeMap<>();
        reasons().forEach(reason -> coded.put(reason.id(), reason.owasp()));
        assertFalse(coded.isEmpty());
        assertEquals(coded, documented(REASON));
    }

    private static Map<String, String> documented(Pattern pattern) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Files.readAllLines(Path.of("../docs/operations.md")).stream().map(pattern::matcher).filter(Matcher::matches)
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    private static Stream<Reason> reasons() {
        return new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.latchkey").stream()
                .filter(type -> type.isAssignableTo(Reason.class) && !type.isInterface())
                .map(JavaClass::reflect)
                .flatMap(type -> Arrays.stream(type.getEnumConstants()).map(Reason.class::cast));
    }
}
