package dev.latchkey.risk.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.latchkey.risk.DailyRisk;
import dev.latchkey.risk.HistoryBounds;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskPolicy;
import dev.latchkey.risk.RiskReason;
import dev.latchkey.risk.RiskReport;
import dev.latchkey.risk.RiskSignal;
import dev.latchkey.signin.RecordedRisk;
import org.junit.jupiter.api.Test;

/** The numbers that the documents state about risk are those of the code. */
class DocumentedNumbersTest {

    private static final String PAGE = text("risk.md");
    private static final String OPERATIONS = text("operations.md");

    private static String text(String name) {
        try {
            return Files.readString(Path.of("../docs").resolve(name)).replaceAll("\\s+", " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theRowsOfTheReport() {
        Set<DailyRisk.Outcome> outcomes = new HashSet<>();
        for (RiskLevel level : RiskLevel.values()) {
            for (int score = 0; score <= 100; score++) {
                for (List<String> reasons : List.of(List.<String>of(), List.of(RiskReason.YOUNG))) {
                    outcomes.add(DailyRisk.Outcome.of(new RecordedRisk(level.id(), score, reasons)));
                }
            }
        }
        states(PAGE, outcomes.size() + " rows at most of a day and a client. Rows go after " + RiskReport.DAYS
                + " days");
        states(OPERATIONS, "at most " + outcomes.size() + " rows in `LATCHKEY_RISK_DAY` for each client that users sign"
                + " in to, for " + RiskReport.DAYS + " days");
        states(PAGE, "lists the " + RiskReport.MOST_CLIENTS + " clients with most sign-ins");
    }

    @Test
    void theHistories() {
        String most = String.format(Locale.ROOT, "%,d", HistoryBounds.MOST_OF_REALM);
        states(PAGE, HistoryBounds.MOST_OF_USER + " values of a feature; the one");
        states(PAGE, most + " values of a feature; further ones");
        states(PAGE, HistoryBounds.RETENTION.toDays() + " days after the value was seen last");
        states(PAGE, "a half-life of " + HistoryBounds.HALF_LIFE.toDays() + " days");
        states(OPERATIONS, HistoryBounds.MOST_OF_USER + " of each at most, for " + HistoryBounds.RETENTION.toDays()
                + " days");
        states(OPERATIONS, most + " of each at most, for " + HistoryBounds.RETENTION.toDays() + " days");
    }

    @Test
    void theWeightsAndFactorsOfTheModel() {
        for (RiskSignal signal : RiskSignal.values()) {
            states(PAGE, "| `" + signal.id() + "` | " + (int) signal.factor() + " |");
        }
        Map<RiskFeature, String> features = Map.of(RiskFeature.ADDRESS, "address", RiskFeature.NETWORK,
                "network (autonomous system)", RiskFeature.COUNTRY, "country", RiskFeature.AGENT, "whole agent",
                RiskFeature.BROWSER, "browser with version", RiskFeature.OS, "system with version",
                RiskFeature.DEVICE_KIND, "kind of device");
        assertEquals(RiskFeature.values().length, features.size());
        features.forEach((feature, name) -> states(PAGE, name + " " + feature.weight()));
        states(PAGE, "a network " + RiskFeature.NETWORK.prior() + ", a country " + RiskFeature.COUNTRY.prior()
                + ", an agent " + RiskFeature.AGENT.prior() + ", a browser " + RiskFeature.BROWSER.prior()
                + ", a system " + RiskFeature.OS.prior() + ", a kind of device " + RiskFeature.DEVICE_KIND.prior());
        states(PAGE, "`medium` from " + RiskPolicy.DEFAULT.medium() + ", `high` from " + RiskPolicy.DEFAULT.high());
    }

    private static void states(String page, String statement) {
        assertTrue(page.contains(statement), () -> "not stated: " + statement);
    }
}
