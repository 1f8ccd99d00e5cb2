package dev.latchkey.risk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Decides on one sign-in: what its account's state and the operator's lists add to what the model says. */
public final class RiskRules {

    /** How long a replayed secret speaks against the account's sign-ins. */
    static final Duration REPLAY_COUNTS = Duration.ofDays(1);

    private final RiskModel model = new RiskModel();

    /**
     * @param observed what the request shows
     * @param account  what is kept of the account
     * @param all      what is kept of all accounts of the realm
     * @param listed   what the operator's lists say about the address
     * @param policy   what the realm demands
     * @return score, level and reasons; while a list that counts cannot be asked never {@link RiskLevel#LOW}, and below
     *         {@link RiskLevel#HIGH} with the reason {@link RiskReason#UNKNOWN}
     */
    public RiskResult decide(ObservedSignIn observed, AccountHistory account, FeatureHistory all,
            ListedNetworks.Found listed, RiskPolicy policy) {
        Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
        signals.addAll(observed.signals());
        signals.addAll(listed.signals());
        if (isImpossible(account, observed)) {
            signals.add(RiskSignal.IMPOSSIBLE_TRAVEL);
        }
        if (account.replayedAt().isPresent()
                && observed.atMillis() - account.replayedAt().getAsLong() < REPLAY_COUNTS.toMillis()) {
            signals.add(RiskSignal.SECRET_REPLAYED);
        }
        RiskResult result = model.evaluate(observed.features(), account.values(), all, signals, policy);
        if (account.erased()) {
            result = afterErasure(result);
        }
        return listed.known() || result.level() == RiskLevel.HIGH ? result
                : atLeastMedium(result, RiskReason.UNKNOWN);
    }

    private static boolean isImpossible(AccountHistory account, ObservedSignIn observed) {
        return observed.place().isPresent() && account.place().isPresent() && new Travel(account.place().get(),
                observed.place().get(), observed.atMillis() - account.lastSeen()).isImpossible();
    }

    /** To erase a history makes no new account of it, whose first sign-in would count as usual. */
    private static RiskResult afterErasure(RiskResult result) {
        List<RiskReason> reasons = new ArrayList<>(result.reasons());
        reasons.removeIf(reason -> reason.id().equals(RiskReason.YOUNG));
        return atLeastMedium(new RiskResult(result.score(), result.level(), reasons), RiskReason.ERASED);
    }

    private static RiskResult atLeastMedium(RiskResult result, String reason) {
        List<RiskReason> reasons = new ArrayList<>(result.reasons());
        if (reasons.stream().noneMatch(known -> known.id().equals(reason))) {
            reasons.add(new RiskReason(reason, 0));
        }
        return new RiskResult(result.score(), result.level() == RiskLevel.LOW ? RiskLevel.MEDIUM : result.level(),
                reasons);
    }
}
