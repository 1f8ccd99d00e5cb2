package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.latchkey.common.meter.Meter;
import org.junit.jupiter.api.Test;

/** Dashboard, alerts and docs name the meters of the code, and no other. */
class MonitoringTest {

    private static final Path MONITORING = Path.of("../docs/monitoring");
    private static final Pattern METRIC = Pattern.compile("\\blatchkey_[a-z_]+\\b");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z_]+)` \\| (counter|gauge|timer) \\| ([a-z, –]*) \\|.*");
    private static final Pattern ALERT = Pattern.compile("description: .*See \"([^\"]+)\" in docs/operations\\.md\\.");

    @Test
    void theDashboardShowsEveryMeterAndNothingElse() throws IOException {
        Set<String> shown = metrics(Files.readString(MONITORING.resolve("latchkey-dashboard.json")));
        assertEquals(Set.of(), without(shown, exported()), "no such meter");
        Set<String> missing = Arrays.stream(Meter.values())
                .filter(meter -> names(meter).noneMatch(shown::contains)).map(Meter::id)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing, "not on the dashboard");
    }

    @Test
    void thePanelsOfTheDashboardHaveQueries() throws IOException {
        JsonNode panels = new ObjectMapper().readTree(MONITORING.resolve("latchkey-dashboard.json").toFile())
                .get("panels");
        assertFalse(panels.isEmpty());
        panels.forEach(panel -> assertFalse(panel.at("/targets/0/expr").asText().isBlank(), panel::toString));
    }

    @Test
    void alertsNameMetersOfTheCodeAndSayWhereHelpIs() throws IOException {
        String alerts = Files.readString(MONITORING.resolve("latchkey-alerts.yml"));
        String docs = Files.readString(Path.of("../docs/operations.md"));
        assertEquals(Set.of(), without(metrics(alerts), exported()), "no such meter");
        Matcher helps = ALERT.matcher(alerts);
        int found = 0;
        while (helps.find()) {
            found++;
            assertTrue(docs.contains("### " + helps.group(1) + '\n'), helps.group(1));
        }
        assertEquals(alerts.split("- alert:").length - 1, found, "every alert says where help is");
    }

    @Test
    void theDocsListEveryMeterWithItsLabels() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/operations.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2) + ' ' + row.group(3));
            }
        }
        Map<String, String> coded = new TreeMap<>();
        for (Meter meter : Meter.values()) {
            coded.put(meter.id().replace('.', '_'), meter.kind().name().toLowerCase() + ' '
                    + (meter.labels().isEmpty() ? "–" : String.join(", ", meter.labels())));
        }
        assertEquals(coded, documented);
    }

    private static Set<String> exported() {
        return Arrays.stream(Meter.values()).flatMap(MonitoringTest::names).collect(Collectors.toSet());
    }

    /** What Prometheus calls a meter of Micrometer. */
    private static Stream<String> names(Meter meter) {
        String name = meter.id().replace('.', '_');
        return switch (meter.kind()) {
            case COUNTER -> Stream.of(name + "_total");
            case GAUGE -> Stream.of(name);
            case TIMER -> Stream.of(name + "_seconds_count", name + "_seconds_sum", name + "_seconds_max");
        };
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Set<String> all, Set<String> known) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(known);
        return left;
    }
}
