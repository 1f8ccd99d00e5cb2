package dev.latchkey.bench;

import java.util.List;

/**
 * A mean of several measurements.
 *
 * @param value the mean
 * @param error its standard error; not a number for one measurement
 */
record Mean(double value, double error) {

    static Mean of(List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        return new Mean(mean, Math.sqrt(squares / (values.size() - 1) / values.size()));
    }

    @Override
    public String toString() {
        return "%.3f ± %.3f".formatted(value, error);
    }
}
