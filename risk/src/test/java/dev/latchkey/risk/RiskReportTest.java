package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.latchkey.signin.RecordedRisk;
import org.junit.jupiter.api.Test;

class RiskReportTest {

    private static final RecordedRisk LOW = new RecordedRisk("low", 7, List.of());
    private static final RecordedRisk NEW = new RecordedRisk("medium", 50, List.of(RiskReason.YOUNG));
    private static final RecordedRisk UNUSUAL = new RecordedRisk("medium", 74, List.of("address"));
    private static final RecordedRisk HIGH = new RecordedRisk("high", 100, List.of("listed-address"));

    @Test
    void countsByLevelAndClientAndWhatEachThresholdWouldHaveAsked() {
        RiskReport report = RiskReport.of(List.of(row("a", LOW, 8, 8, 2), row("a", NEW, 1, 1, 1),
                row("b", UNUSUAL, 4, 2, 1), row("left", HIGH, 2, 0, 0), row("gone", LOW, 1, 1, 0)), RiskPolicy.DEFAULT,
                id -> Map.of("a", "web", "b", "app").getOrDefault(id, ""));

        assertEquals(List.of(new RiskReport.OfLevel("low", 9, 9, 2), new RiskReport.OfLevel("medium", 5, 3, 2),
                new RiskReport.OfLevel("high", 2, 0, 0)), report.levels());
        assertEquals(List.of("web", "app", ""), report.clients().stream().map(RiskReport.OfClient::client).toList());
        assertEquals(new RiskReport.OfThreshold(10, 7, 3, 2), report.thresholds().get(0));
        assertEquals(new RiskReport.OfThreshold(70, 7, 3, 2), report.thresholds().get(6));
        assertEquals(new RiskReport.OfThreshold(80, 3, 1, 1), report.thresholds().get(7), "a new account is asked");
        assertEquals(50, report.medium());
    }

    /** A realm may count as high what others count as medium. */
    @Test
    void aHighRiskOfANewAccountIsAskedWhateverTheThreshold() {
        RecordedRisk high = new RecordedRisk("high", 65, List.of("address", RiskReason.YOUNG));
        RiskReport report = RiskReport.of(List.of(row("a", high, 3, 2, 1)), new RiskPolicy(50, 60, 1, Set.of(), 7),
                id -> id);
        for (RiskReport.OfThreshold threshold : report.thresholds()) {
            assertEquals(new RiskReport.OfThreshold(threshold.from(), 3, 2, 1), threshold);
        }
        assertEquals(new RiskReport.OfLevel("high", 3, 2, 1), report.levels().get(2));
    }

    @Test
    void attack_floodOfClients_listsNoMoreThanTheBoundAndCountsAll() {
        List<DailyRisk> flood = new ArrayList<>();
        for (int i = 0; i < 2 * RiskReport.MOST_CLIENTS; i++) {
            flood.add(row("flood" + i, LOW, 1, 0, 0));
        }
        flood.add(row("web", LOW, 2, 2, 0));
        List<RiskReport.OfClient> clients = RiskReport.of(flood, RiskPolicy.DEFAULT, id -> id).clients();
        assertEquals(RiskReport.MOST_CLIENTS + 1, clients.size());
        assertEquals("web", clients.get(0).client());
        assertEquals("", clients.get(RiskReport.MOST_CLIENTS).client());
        assertEquals(flood.size() + 1, clients.stream().mapToLong(RiskReport.OfClient::evaluated).sum());
    }

    @Test
    void attack_floodOfOutcomes_keepsAsManyCountsAsTheBound() {
        UnwrittenCounts unwritten = new UnwrittenCounts();
        for (int i = 0; i < UnwrittenCounts.MOST + 10; i++) {
            assertEquals(i == 0, unwritten.add("realm" + i, row("a", LOW, 1, 0, 0)));
        }
        unwritten.add("realm0", row("a", LOW, 0, 1, 1));
        Map<String, List<DailyRisk>> taken = unwritten.take();
        assertEquals(UnwrittenCounts.MOST, taken.size());
        assertEquals(new DailyRisk.Counts(1, 1, 1), taken.get("realm0").get(0).counts());
        assertEquals(Map.of(), unwritten.take());
    }

    private static DailyRisk row(String client, RecordedRisk risk, long evaluated, long signedIn, long factorPassed) {
        return DailyRisk.of(0, client, risk, new DailyRisk.Counts(evaluated, signedIn, factorPassed));
    }
}
