package dev.latchkey.it.flow.walk;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The powers of one walk. Besides, the attacker always has two accounts and mailboxes of his own, two browsers, every
 * client and every address of the server.
 */
final class Powers {

    private static final String NONE = "none";

    private final Set<Power> held;

    Powers(Collection<Power> held) {
        this.held = EnumSet.noneOf(Power.class);
        this.held.addAll(held);
    }

    static Powers draw(Random random) {
        return new Powers(Arrays.stream(Power.values())
                .filter(power -> random.nextDouble() < power.share()).toList());
    }

    /** The inverse of {@link #toString}. */
    static Powers parse(String text) {
        return new Powers(text.strip().equals(NONE) ? List.of() : Arrays.stream(text.split(","))
                .map(word -> Power.valueOf(word.strip().toUpperCase(java.util.Locale.ROOT))).toList());
    }

    boolean has(Power power) {
        return held.contains(power);
    }

    Set<Power> all() {
        return Set.copyOf(held);
    }

    Powers without(Power power) {
        return new Powers(held.stream().filter(other -> other != power).toList());
    }

    /** Whether the walk begins with a sign-in of the victim's. */
    boolean needVictimsBrowser() {
        return has(Power.DEVICE) || has(Power.SESSION);
    }

    @Override
    public String toString() {
        return held.isEmpty() ? NONE : held.stream().map(Power::toString).collect(Collectors.joining(", "));
    }
}
