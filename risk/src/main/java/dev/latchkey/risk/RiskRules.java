package dev.latchkey.risk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Decides on one sign-in: what its account's state and the operator's lists add to what the model says. Only here a
 * level is raised above that of the score.
 */
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
        if (account.isMarked(AccountMark.REPLAY, observed.atMillis(), REPLAY_COUNTS.toMillis())) {
            signals.add(RiskSignal.SECRET_REPLAYED);
        }
        if (account.isMarked(AccountMark.EMAIL_CHANGE, observed.atMillis(), TimeUnit.DAYS.toMillis(policy.days()))) {
            signals.add(RiskSignal.EMAIL_CHANGED);
        }
        signals.retainAll(policy.signals());
        return model.evaluate(observed.features(), account.values(), all, signals)
                .map(score -> level(score, observed, account, listed, policy))
                .orElseGet(() -> account.erased() ? with(RiskResult.UNKNOWN, RiskReason.ERASED) : RiskResult.UNKNOWN);
    }

    private static RiskResult level(RiskScore score, ObservedSignIn observed, AccountHistory account,
            ListedNetworks.Found listed, RiskPolicy policy) {
        RiskResult result = new RiskResult(score.score(), policy.level(score.score()), score.reasons());
        if (account.erased()) {
            // to erase a history makes no new account of it, whose first sign-in would count as usual
            result = with(result, RiskReason.ERASED);
        } else if (account.values().total() < policy.young()) {
            result = with(result, RiskReason.YOUNG);
        }
        if (isPlaceUnknown(observed.features(), account.values())) {
            result = with(result, RiskReason.UNKNOWN_PLACE);
        }
        return listed.known() || result.level() == RiskLevel.HIGH ? result : with(result, RiskReason.UNKNOWN);
    }

    /**
     * Whether the operator's files have told network or country of the account's sign-ins, and do not tell it of this
     * one: without it neither a new country nor an impossible way is seen. An address that is usual needs no place.
     */
    private static boolean isPlaceUnknown(SignInFeatures features, FeatureHistory account) {
        return account.count(RiskFeature.ADDRESS) == 0 && Arrays.stream(RiskFeature.values())
                .filter(RiskFeature::isOfPlace)
                .anyMatch(feature -> !features.values().containsKey(feature) && account.total(feature) > 0);
    }

    /** Adds a reason for which a sign-in is at least {@link RiskLevel#MEDIUM}, whatever its score. */
    private static RiskResult with(RiskResult result, String reason) {
        List<RiskReason> reasons = new ArrayList<>(result.reasons());
        reasons.add(new RiskReason(reason, 0));
        return new RiskResult(result.score(), result.level() == RiskLevel.LOW ? RiskLevel.MEDIUM : result.level(),
                reasons);
    }

    private static boolean isImpossible(AccountHistory account, ObservedSignIn observed) {
        return observed.place().isPresent() && account.place().isPresent() && new Travel(account.place().get(),
                observed.place().get(), observed.atMillis() - account.lastSeen()).isImpossible();
    }
}
