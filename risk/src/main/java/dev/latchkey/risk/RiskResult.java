package dev.latchkey.risk;

import java.util.List;

/**
 * The result of an evaluation.
 *
 * @param score   from 0, surely the user, to 100, surely somebody else
 * @param level   the level by the policy
 * @param reasons what has raised the score, the heaviest first; empty where nothing has
 */
public record RiskResult(int score, RiskLevel level, List<RiskReason> reasons) {

    /** The result where nothing can be said: {@link RiskLevel#MEDIUM}. */
    public static final RiskResult UNKNOWN =
            new RiskResult(50, RiskLevel.MEDIUM, List.of(new RiskReason(RiskReason.UNKNOWN, 0)));

    /** Copies the list. */
    public RiskResult {
        reasons = List.copyOf(reasons);
    }
}
