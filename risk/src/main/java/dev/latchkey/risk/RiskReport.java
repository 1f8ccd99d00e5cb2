package dev.latchkey.risk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the sign-ins of the last days would have been asked: counts, and nothing of any account.
 *
 * @param days       how many days, today included
 * @param medium     the realm's lowest score of a medium risk
 * @param levels     the sign-ins by level, in rising order; every level once
 * @param clients    the sign-ins by client, most first, and those of the others last
 * @param thresholds what a condition on a medium risk would have asked, by the lowest score of it, in rising order
 */
public record RiskReport(int days, int medium, List<OfLevel> levels, List<OfClient> clients,
        List<OfThreshold> thresholds) {

    /** Days that a report covers and rows are kept. */
    public static final int DAYS = 30;
    /** Most clients that are listed by their ids. */
    public static final int MOST_CLIENTS = 50;
    private static final String OTHERS = "";
    private static final int STEP = 10;
    private static final int HIGHEST = 90;

    /**
     * @param level        the level's id
     * @param evaluated    sign-ins of this level
     * @param signedIn     how many of them have succeeded
     * @param factorPassed how many of those after a factor beside the password
     */
    public record OfLevel(String level, long evaluated, long signedIn, long factorPassed) {
    }

    /**
     * @param client the client's id; empty for the clients beyond the bound, those that were removed, and those that
     *               the caller may not see
     * @param levels the sign-ins, by level
     */
    public record OfClient(String client, List<OfLevel> levels) {

        /** @return sign-ins of all levels */
        public long evaluated() {
            return levels.stream().mapToLong(OfLevel::evaluated).sum();
        }
    }

    /**
     * @param from         the lowest score of a medium risk
     * @param asked        sign-ins that would have been asked
     * @param signedIn     how many of them have succeeded
     * @param factorPassed how many of those after a factor beside the password
     */
    public record OfThreshold(int from, long asked, long signedIn, long factorPassed) {
    }

    /**
     * @param counted    the rows of the realm
     * @param policy     the realm's policy
     * @param clientName finds a client's id by Keycloak's internal one; empty for none
     * @return the report
     */
    public static RiskReport of(List<DailyRisk> counted, RiskPolicy policy, UnaryOperator<String> clientName) {
        List<OfThreshold> thresholds = new ArrayList<>();
        for (int from = STEP; from <= HIGHEST; from += STEP) {
            int threshold = from;
            DailyRisk.Counts asked = sum(counted, row -> row.outcome().isAskedFrom(threshold));
            thresholds.add(new OfThreshold(from, asked.evaluated(), asked.signedIn(), asked.factorPassed()));
        }
        return new RiskReport(DAYS, policy.medium(), levels(counted), clients(counted, clientName), thresholds);
    }

    private static List<OfClient> clients(List<DailyRisk> counted, UnaryOperator<String> clientName) {
        Map<String, List<DailyRisk>> byClient = counted.stream().collect(Collectors.groupingBy(
                row -> clientName.apply(row.clientId()), TreeMap::new, Collectors.toList()));
        List<DailyRisk> others = byClient.containsKey(OTHERS) ? byClient.remove(OTHERS) : new ArrayList<>();
        List<OfClient> clients = new ArrayList<>();
        byClient.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, List<DailyRisk>> client) ->
                        sum(client.getValue(), row -> true).evaluated()).reversed())
                .forEach(client -> {
                    if (clients.size() < MOST_CLIENTS) {
                        clients.add(new OfClient(client.getKey(), levels(client.getValue())));
                    } else {
                        others.addAll(client.getValue());
                    }
                });
        if (!others.isEmpty()) {
            clients.add(new OfClient(OTHERS, levels(others)));
        }
        return clients;
    }

    /**
     * @param nowMillis current time, epoch milliseconds
     * @return the first day that a report covers, days since 1970-01-01
     */
    public static long firstDay(long nowMillis) {
        return DailyRisk.dayOf(nowMillis) - DAYS + 1;
    }

    private static List<OfLevel> levels(List<DailyRisk> counted) {
        return Arrays.stream(RiskLevel.values()).map(level -> {
            DailyRisk.Counts counts = sum(counted, row -> row.outcome().level() == level);
            return new OfLevel(level.id(), counts.evaluated(), counts.signedIn(), counts.factorPassed());
        }).toList();
    }

    private static DailyRisk.Counts sum(List<DailyRisk> counted, Predicate<DailyRisk> which) {
        return counted.stream().filter(which).map(DailyRisk::counts)
                .reduce(DailyRisk.Counts.NONE, DailyRisk.Counts::plus);
    }
}
