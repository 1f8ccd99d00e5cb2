package dev.latchkey.risk.jpa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.jpa.Database;
import dev.latchkey.risk.DailyRisk;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DailyCountsTest {

    private static final long TODAY = 20_500;
    private static final DailyRisk.Outcome LOW = new DailyRisk.Outcome(RiskLevel.LOW, 10);
    private static final DailyRisk.Outcome MEDIUM = new DailyRisk.Outcome(RiskLevel.MEDIUM, DailyRisk.Outcome.ANY);

    private final Database database = new Database(DailyCountEntity.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void addsUpByDayClientAndOutcome() {
        add(TODAY, "web", LOW, new DailyRisk.Counts(2, 1, 0));
        add(TODAY, "web", LOW, new DailyRisk.Counts(1, 1, 1));
        add(TODAY, "web", MEDIUM, new DailyRisk.Counts(1, 0, 0));
        add(TODAY - 30, "web", LOW, new DailyRisk.Counts(9, 9, 9));
        add(TODAY - 1, "web", LOW, new DailyRisk.Counts(1, 0, 0));
        assertEquals(Set.of(new DailyRisk(TODAY - 29, "web", LOW, new DailyRisk.Counts(4, 2, 1)),
                new DailyRisk(TODAY - 29, "web", MEDIUM, new DailyRisk.Counts(1, 0, 0))),
                Set.copyOf(since(TODAY - 29)));
    }

    @Test
    void goesWithTheClientTheRealmAndAfterThirtyDays() {
        add(TODAY, "web", LOW, new DailyRisk.Counts(1, 1, 1));
        add(TODAY, "app", LOW, new DailyRisk.Counts(1, 1, 1));
        add(TODAY - RiskReport.DAYS, "app", LOW, new DailyRisk.Counts(1, 1, 1));
        database.inTransaction(em -> {
            new DailyCounts(em, "realm").clientRemoved("web");
            return null;
        });
        assertEquals(List.of("app"), since(TODAY).stream().map(DailyRisk::clientId).toList());
        database.inTransaction(em -> new DailyCountPurgeFactory().create(em).expired(TODAY * 86_400_000L));
        assertEquals(1, since(0).size());
        database.inTransaction(em -> {
            new DailyCountPurgeFactory().create(em).realmRemoved("realm");
            return null;
        });
        assertEquals(List.of(), since(0));
    }

    private void add(long day, String client, DailyRisk.Outcome outcome, DailyRisk.Counts counts) {
        database.inTransaction(em -> {
            new DailyCounts(em, "realm").add(List.of(new DailyRisk(day, client, outcome, counts)));
            return null;
        });
    }

    @Test
    void nodesThatWriteTheSameClientsAtOnce_countEachClientOnceAndNoSignInLess() throws Exception {
        add(TODAY, "first", LOW, new DailyRisk.Counts(1, 0, 0));
        List<DailyRisk> batch = Stream.of("web", "app", "site", "shop").flatMap(client -> Stream.of(LOW, MEDIUM)
                .map(outcome -> new DailyRisk(TODAY, client, outcome, new DailyRisk.Counts(1, 0, 0)))).toList();
        List<DailyRisk> reversed = new ArrayList<>(batch);
        Collections.reverse(reversed);
        ExecutorService nodes = Executors.newFixedThreadPool(6);
        try {
            CyclicBarrier together = new CyclicBarrier(6);
            List<Future<Void>> written = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                List<DailyRisk> own = i % 2 == 0 ? batch : reversed;
                written.add(nodes.submit(() -> {
                    together.await();
                    return database.inTransaction(em -> {
                        new DailyCounts(em, "realm").add(own);
                        return null;
                    });
                }));
            }
            for (Future<Void> each : written) {
                each.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertEquals(batch.stream().map(count -> new DailyRisk(TODAY, count.clientId(), count.outcome(),
                new DailyRisk.Counts(6, 0, 0))).collect(Collectors.toSet()), since(TODAY).stream()
                .filter(count -> !count.clientId().equals("first")).collect(Collectors.toSet()));
    }

    private List<DailyRisk> since(long day) {
        return database.inTransaction(em -> new DailyCounts(em, "realm").since(day));
    }
}
