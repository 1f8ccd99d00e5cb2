package dev.latchkey.risk;

import java.util.List;

/**
 * What the model says about a sign-in. The level follows by {@link RiskRules}.
 *
 * @param score   from 0, surely the user, to 100, surely somebody else
 * @param reasons what has raised the score, the heaviest first; empty where nothing has
 */
public record RiskScore(int score, List<RiskReason> reasons) {

    /** Copies the list. */
    public RiskScore {
        reasons = List.copyOf(reasons);
    }
}
