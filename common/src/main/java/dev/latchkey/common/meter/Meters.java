package dev.latchkey.common.meter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import dev.latchkey.common.event.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;

/**
 * Writes to Keycloak's {@code /metrics}; costs next to nothing where metrics are off. Labels are the realm's name,
 * ids of the server's channels and constants of the code, so that no client can create new ones.
 */
public final class Meters {

    private Meters() {
    }

    /**
     * @param meter  a counter whose first label is the realm or a gateway of the server
     * @param realm  the realm's name, or the gateway's id
     * @param labels values of the other labels, in the meter's order
     */
    public static void count(Meter meter, String realm, Enum<?>... labels) {
        List<String> values = new ArrayList<>();
        values.add(realm);
        values.addAll(words(labels));
        counter(meter, values).increment();
    }

    /**
     * @param meter   a counter whose first labels are realm and channel
     * @param realm   the realm's name
     * @param channel the id of one of the server's channels
     * @param labels  values of the other labels, in the meter's order
     */
    public static void count(Meter meter, String realm, String channel, Enum<?>... labels) {
        counter(meter, values(realm, channel, labels)).increment();
    }

    /**
     * @param meter  a counter whose labels are the realm and a reason
     * @param realm  the realm's name
     * @param reason why
     */
    public static void count(Meter meter, String realm, Reason reason) {
        counter(meter, List.of(realm, reason.id())).increment();
    }

    /**
     * @param meter  a counter whose labels are the realm and a reason
     * @param realm  the realm's name
     * @param reason id of a constant of the code
     */
    public static void countReason(Meter meter, String realm, String reason) {
        counter(meter, List.of(realm, reason)).increment();
    }

    /**
     * @param meter  a counter without a realm
     * @param labels values of its labels, in the meter's order
     */
    public static void count(Meter meter, Enum<?>... labels) {
        counter(meter, words(labels)).increment();
    }

    /** @param rate name of a rate that has refused something */
    public static void limitHit(String rate) {
        counter(Meter.LIMITS_HIT, List.of(rate)).increment();
    }

    /**
     * @param purge id of the purge
     * @param rows  how many rows it has deleted
     */
    public static void purged(String purge, int rows) {
        counter(Meter.PURGE_ROWS, List.of(purge)).increment(rows);
    }

    /** @param purge id of a purge that has failed */
    public static void purgeFailed(String purge) {
        counter(Meter.PURGE_FAILED, List.of(purge)).increment();
    }

    /**
     * @param meter  a timer whose first label is the realm
     * @param took   how long it took
     * @param realm  the realm's name
     * @param labels values of the other labels, in the meter's order
     */
    public static void time(Meter meter, Duration took, String realm, Enum<?>... labels) {
        List<String> values = new ArrayList<>();
        values.add(realm);
        values.addAll(words(labels));
        timer(meter, values).record(took);
    }

    /**
     * @param meter   a timer whose first labels are realm and channel
     * @param took    how long it took
     * @param realm   the realm's name
     * @param channel the id of one of the server's channels
     * @param labels  values of the other labels, in the meter's order
     */
    public static void time(Meter meter, Duration took, String realm, String channel, Enum<?>... labels) {
        timer(meter, values(realm, channel, labels)).record(took);
    }

    /**
     * @param meter a timer without labels
     * @param took  how long it took
     */
    public static void time(Meter meter, Duration took) {
        timer(meter, List.of()).record(took);
    }

    /**
     * @param meter a gauge without labels
     * @param value returns its value whenever the metrics are read; must be quick
     */
    public static void gauge(Meter meter, Supplier<Number> value) {
        Gauge.builder(meter.id(), value).description(meter.help()).register(Metrics.globalRegistry);
    }

    private static Counter counter(Meter meter, List<String> values) {
        return Counter.builder(meter.id()).description(meter.help()).tags(tags(meter, values))
                .register(Metrics.globalRegistry);
    }

    private static Timer timer(Meter meter, List<String> values) {
        return Timer.builder(meter.id()).description(meter.help()).tags(tags(meter, values))
                .register(Metrics.globalRegistry);
    }

    private static List<Tag> tags(Meter meter, List<String> values) {
        if (values.size() != meter.labels().size()) {
            throw new IllegalArgumentException(meter + " has the labels " + meter.labels());
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(meter.labels().get(i), values.get(i)));
        }
        return tags;
    }

    private static List<String> values(String realm, String channel, Enum<?>... labels) {
        List<String> values = new ArrayList<>(List.of(realm, channel));
        values.addAll(words(labels));
        return values;
    }

    private static List<String> words(Enum<?>... labels) {
        return List.of(labels).stream().map(label -> label.name().toLowerCase(Locale.ROOT)).toList();
    }
}
