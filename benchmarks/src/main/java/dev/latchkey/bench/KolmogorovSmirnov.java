package dev.latchkey.bench;

import java.util.List;

/** The two-sample Kolmogorov-Smirnov test: may two samples come from the same distribution? */
final class KolmogorovSmirnov {

    private static final double NEGLIGIBLE = 1e-12;
    private static final int MOST_TERMS = 1_000;

    private KolmogorovSmirnov() {
    }

    /**
     * The largest distance between the two empirical distribution functions.
     *
     * @param one   values, one or more
     * @param other values, one or more
     * @return the statistic D, 0 to 1
     */
    static double distance(List<Double> one, List<Double> other) {
        List<Double> a = one.stream().sorted().toList();
        List<Double> b = other.stream().sorted().toList();
        double largest = 0;
        int i = 0;
        int j = 0;
        while (i < a.size() && j < b.size()) {
            double value = Math.min(a.get(i), b.get(j));
            // both functions step over all that is equal before they are compared
            while (i < a.size() && a.get(i) <= value) {
                i++;
            }
            while (j < b.size() && b.get(j) <= value) {
                j++;
            }
            largest = Math.max(largest, Math.abs((double) i / a.size() - (double) j / b.size()));
        }
        return largest;
    }

    /**
     * How likely so large a distance is when both samples come from one distribution: the asymptotic series of
     * Kolmogorov with the correction of Stephens (1970), good from about 20 values each.
     *
     * @param one   values
     * @param other values
     * @return the p-value, 0 to 1
     */
    static double probability(List<Double> one, List<Double> other) {
        double size = Math.sqrt((double) one.size() * other.size() / (one.size() + other.size()));
        return tail((size + 0.12 + 0.11 / size) * distance(one, other));
    }

    private static double tail(double lambda) {
        double sum = 0;
        for (int k = 1; k <= MOST_TERMS; k++) {
            double term = Math.exp(-2.0 * k * k * lambda * lambda);
            sum += k % 2 == 1 ? term : -term;
            if (term < NEGLIGIBLE) {
                return Math.max(0, Math.min(1, 2 * sum));
            }
        }
        // the series does not converge for distances next to nothing
        return 1;
    }
}
