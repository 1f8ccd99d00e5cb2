package dev.latchkey.risk;

import java.util.Locale;

/** How a score is taken, in rising order. */
public enum RiskLevel {
    /** As the user signs in usually. */
    LOW,
    /** Unusual, or unknown. */
    MEDIUM,
    /** Far more likely somebody else's than the user's. */
    HIGH;

    /**
     * @param other the level to compare with
     * @return whether this level is that one or higher
     */
    public boolean atLeast(RiskLevel other) {
        return compareTo(other) >= 0;
    }

    /**
     * @param id the id of a level
     * @return the level
     * @throws IllegalArgumentException if there is none with this id
     */
    public static RiskLevel of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    /** @return the id in settings, events and meters; it never changes */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
