package dev.latchkey.risk;

import java.time.Duration;

import dev.latchkey.signin.RecordedRisk;

/**
 * How many sign-ins of one day had the same client and the same outcome.
 *
 * @param day      the day (UTC), days since 1970-01-01
 * @param clientId Keycloak's internal id of the client
 * @param outcome  what was found
 * @param counts   how many
 */
public record DailyRisk(long day, String clientId, Outcome outcome, Counts counts) {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /**
     * @param millis   time of a sign-in, epoch milliseconds
     * @param clientId Keycloak's internal id of the client
     * @param risk     what was recorded of it
     * @param counts   what to add
     * @return what is to be counted of it
     */
    public static DailyRisk of(long millis, String clientId, RecordedRisk risk, Counts counts) {
        return new DailyRisk(dayOf(millis), clientId, Outcome.of(risk), counts);
    }

    /**
     * @param millis a time, epoch milliseconds
     * @return its day (UTC), days since 1970-01-01
     */
    public static long dayOf(long millis) {
        return Math.floorDiv(millis, DAY_MILLIS);
    }

    /**
     * What an evaluation has found, coarse enough to be counted.
     *
     * @param level  the level
     * @param band   the score, rounded down to tens, 0 to 90; {@link #ANY} where the level does not follow from it
     */
    public record Outcome(RiskLevel level, int band) {

        /** The sign-in is at least {@link RiskLevel#MEDIUM} whatever the threshold. */
        public static final int ANY = -1;
        private static final int WIDTH = 10;
        private static final int LAST = 90;
        private static final String SEPARATOR = ":";

        /**
         * @param risk what was recorded of a sign-in
         * @return its outcome
         */
        public static Outcome of(RecordedRisk risk) {
            // a high one too: with higher thresholds it would still be medium
            boolean any = risk.reasons().stream().anyMatch(RiskReason.WHATEVER_THE_SCORE::contains);
            return new Outcome(RiskLevel.of(risk.level()), any ? ANY : Math.min(LAST, risk.score() / WIDTH * WIDTH));
        }

        /**
         * @param text what {@link #toString} has written
         * @return the outcome
         */
        public static Outcome parse(String text) {
            String[] parts = text.split(SEPARATOR);
            return new Outcome(RiskLevel.of(parts[0]), Integer.parseInt(parts[1]));
        }

        /**
         * @param threshold a lowest score of {@link RiskLevel#MEDIUM}, a multiple of ten
         * @return whether a condition on {@link RiskLevel#MEDIUM} would ask with this threshold
         */
        boolean isAskedFrom(int threshold) {
            return band == ANY || band >= threshold;
        }

        /** At most ten characters. */
        @Override
        public String toString() {
            return level.id() + SEPARATOR + band;
        }
    }

    /**
     * What became of sign-ins.
     *
     * @param evaluated    how many were evaluated
     * @param signedIn     how many of them have succeeded
     * @param factorPassed how many of those after a factor beside the password
     */
    public record Counts(long evaluated, long signedIn, long factorPassed) {

        /** None. */
        public static final Counts NONE = new Counts(0, 0, 0);

        /**
         * @param other more of them
         * @return both together
         */
        public Counts plus(Counts other) {
            return new Counts(evaluated + other.evaluated, signedIn + other.signedIn,
                    factorPassed + other.factorPassed);
        }
    }
}
