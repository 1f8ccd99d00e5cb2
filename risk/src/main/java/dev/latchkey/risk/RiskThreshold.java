package dev.latchkey.risk;

import java.util.Arrays;

import dev.latchkey.signin.RecordedRisk;

/**
 * From which risk on a flow asks for more, or below which it does.
 *
 * @param level   the level
 * @param negated whether lower risks are meant
 */
public record RiskThreshold(RiskLevel level, boolean negated) {

    /** Where no level is configured, or one that does not exist. */
    public static final RiskLevel DEFAULT = RiskLevel.MEDIUM;

    /**
     * @param level   the id of a level, or any text; may be null
     * @param negated whether lower risks are meant
     * @return the threshold
     */
    public static RiskThreshold of(String level, boolean negated) {
        return new RiskThreshold(Arrays.stream(RiskLevel.values()).filter(known -> known.id().equals(level)).findAny()
                .orElse(DEFAULT), negated);
    }

    /**
     * @param risk what was recorded of a sign-in
     * @return whether the flow asks. Negated, it does so for a risk that could not be evaluated, too: what is guarded
     *         is asked, never left out
     */
    public boolean asks(RecordedRisk risk) {
        boolean reached = RiskLevel.of(risk.level()).atLeast(level);
        return negated ? !reached || risk.isUnknown() : reached;
    }
}
