package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.mail.sample.SampleMail;
import dev.latchkey.mail.sample.SampleMails;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/mails.md} name every mail, text and variable of the code and the templates. */
class MailTableTest {

    private static final Path THEME = Path.of("../themes/src/main/resources/theme-resources");
    private static final Pattern MAIL = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|[^|]*\\| `([a-z-]+\\.ftl)` \\| "
            + "`(latchkey\\w+Subject)` \\|$");
    private static final Pattern TEXT_ROW = Pattern.compile("(?m)^\\| (`latchkey\\w+`(?:, `latchkey\\w+`)*) \\| "
            + "[^|]* \\| ([^|]*)\\|$");
    private static final Pattern VARIABLE_ROW =
            Pattern.compile("(?m)^\\| (`latchkey\\w+\\.\\w+`(?:, `latchkey\\w+\\.\\w+`)*) \\|");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");
    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)");
    private static final Pattern MESSAGE = Pattern.compile("\\bmsg\\(\"(\\w+)\"");
    private static final Pattern VARIABLE = Pattern.compile("\\b(latchkey(?:Mail|Brand)\\.\\w+)");

    @Test
    void everyMailStandsInTheDocsWithItsSubject() throws IOException {
        Map<String, String> documented = MAIL.matcher(docs()).results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(3), (a, b) -> a, TreeMap::new));
        Set<String> coded = SampleMails.all().stream().map(SampleMail::id).collect(Collectors.toCollection(
                TreeSet::new));
        assertEquals(coded.size(), SampleMails.all().size(), "an id stands twice");
        assertEquals(coded, documented.keySet());
        for (NotificationKind kind : NotificationKind.values()) {
            assertEquals(kind.subjectKey(), documented.get(kind.id()));
        }
    }

    @Test
    void everyTextStandsInTheDocsWithItsArguments() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        TEXT_ROW.matcher(docs()).results().forEach(row -> names(row.group(1))
                .forEach(key -> documented.put(key, arguments(row.group(2)))));
        Set<String> keys = found(MESSAGE);
        MAIL.matcher(docs()).results().forEach(row -> keys.add(row.group(3)));
        Properties english = english();
        Map<String, Set<String>> used = new TreeMap<>();
        keys.forEach(key -> used.put(key, arguments(english.getProperty(key))));
        assertEquals(used, documented);
    }

    @Test
    void everyVariableStandsInTheDocs() throws IOException {
        Set<String> documented = new TreeSet<>();
        VARIABLE_ROW.matcher(docs()).results().forEach(row -> documented.addAll(names(row.group(1))));
        assertTrue(documented.size() > 10, documented::toString);
        assertEquals(found(VARIABLE), documented);
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        for (String part : List.of("html", "text")) {
            List<Path> templates = new ArrayList<>();
            try (Stream<Path> files = Files.list(THEME.resolve("templates").resolve(part))) {
                files.forEach(templates::add);
            }
            for (Path template : templates) {
                pattern.matcher(Files.readString(template)).results().map(use -> use.group(1)).forEach(found::add);
            }
        }
        return found;
    }

    private static Properties english() throws IOException {
        Properties english = new Properties();
        try (var in = Files.newBufferedReader(THEME.resolve("messages/messages_en.properties"))) {
            english.load(in);
        }
        return english;
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
    }

    private static Set<String> arguments(String text) {
        return ARGUMENT.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String docs() throws IOException {
        return Files.readString(Path.of("../docs/mails.md"));
    }
}
