package dev.latchkey.bench.risk;

/** How often a user signs in. */
enum Frequency {
    DAILY(0.3, 0.8),
    WEEKLY(0.4, 1 / 7.0),
    MONTHLY(0.3, 1 / 30.0);

    private final double share;
    private final double perDay;

    Frequency(double share, double perDay) {
        this.share = share;
        this.perDay = perDay;
    }

    /** @return its share of the users */
    double share() {
        return share;
    }

    /** @return sign-ins a day */
    double perDay() {
        return perDay;
    }

    /** The frequency that is nearest. */
    static Frequency of(int signIns, double days) {
        double rate = signIns / Math.max(1, days);
        return rate > 0.3 ? DAILY : rate > 0.07 ? WEEKLY : MONTHLY;
    }
}
