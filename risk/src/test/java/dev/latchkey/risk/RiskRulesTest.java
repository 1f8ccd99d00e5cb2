package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.latchkey.geoip.Coordinates;
import dev.latchkey.signin.RecordedRisk;
import org.junit.jupiter.api.Test;

class RiskRulesTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Map<RiskFeature, Double> USUAL = Map.of(RiskFeature.ADDRESS, 10.0, RiskFeature.AGENT, 10.0);
    private static final AccountHistory REGULAR = account(new FeatureHistory(10, USUAL), false, Map.of());

    private final RiskRules rules = new RiskRules();

    @Test
    void theUsualSignInIsLow() {
        assertEquals(RiskLevel.LOW, decide(REGULAR, RiskPolicy.DEFAULT).level());
    }

    @Test
    void attack_secretReplayedJustBefore_raisesTheScoreUnlessTheRealmHasItOff() {
        AccountHistory copied = account(REGULAR.values(), false, Map.of(AccountMark.REPLAY, NOW - 1_000));
        RiskResult result = decide(copied, RiskPolicy.DEFAULT);
        assertTrue(result.score() >= RiskPolicy.DEFAULT.medium(), result::toString);
        assertEquals("secret-replayed", result.reasons().get(0).id());

        RiskPolicy off = new RiskPolicy(50, 90, 1, Set.of(), 7);
        assertEquals(RiskLevel.LOW, decide(copied, off).level());
        AccountHistory longAgo = account(REGULAR.values(), false,
                Map.of(AccountMark.REPLAY, NOW - RiskRules.REPLAY_COUNTS.toMillis()));
        assertEquals(RiskLevel.LOW, decide(longAgo, RiskPolicy.DEFAULT).level());
    }

    @Test
    void attack_emailChangedLately_raisesTheScoreForAsManyDaysAsTheRealmSays() {
        Map<AccountMark, Long> changed = Map.of(AccountMark.EMAIL_CHANGE, NOW - Duration.ofDays(6).toMillis());
        AccountHistory account = account(REGULAR.values(), false, changed);
        RiskResult result = decide(account, RiskPolicy.DEFAULT);
        assertEquals(List.of("email-changed"), ids(result));
        assertTrue(result.score() > decide(REGULAR, RiskPolicy.DEFAULT).score(), result::toString);
        assertEquals(List.of(), ids(decide(account, new RiskPolicy(50, 90, 1, Set.of(RiskSignal.values()), 6))));
        assertEquals(List.of(), ids(decide(account, new RiskPolicy(50, 90, 1, Set.of(), 7))), "switched off");
    }

    /** An address that no file knows, or a file that is gone: neither a country nor the way from the last place. */
    @Test
    void attack_placeUnknown_isNeverLowForAnAccountWhosePlacesAreKnown() {
        Map<RiskFeature, Double> agent = Map.of(RiskFeature.AGENT, 50.0);
        AccountHistory located = account(new FeatureHistory(50, agent, Map.of(RiskFeature.COUNTRY, 50.0,
                RiskFeature.NETWORK, 0.0)), false, Map.of());
        RiskPolicy policy = new RiskPolicy(99, 100, 1, Set.of(RiskSignal.values()), 7);
        RiskResult unknown = decide(located, policy);
        assertEquals(RiskLevel.MEDIUM, unknown.level(), unknown::toString);
        assertTrue(ids(unknown).contains(RiskReason.UNKNOWN_PLACE), unknown::toString);

        AccountHistory withoutFile = account(new FeatureHistory(50, agent, Map.of(RiskFeature.COUNTRY, 0.0,
                RiskFeature.NETWORK, 0.0)), false, Map.of());
        assertEquals(RiskLevel.LOW, decide(withoutFile, policy).level(), "where none was ever known");
        AccountHistory usual = account(new FeatureHistory(50, Map.of(RiskFeature.AGENT, 50.0, RiskFeature.ADDRESS, 1.0),
                Map.of(RiskFeature.COUNTRY, 50.0)), false, Map.of());
        assertEquals(RiskLevel.LOW, decide(usual, policy).level(), "an address that is usual without a place");
    }

    @Test
    void attack_erasedHistory_isNoNewAccountAndNeverLow() {
        AccountHistory erased = account(FeatureHistory.EMPTY, true, Map.of());
        for (int young : List.of(0, 1)) {
            RiskResult result = decide(erased, new RiskPolicy(80, 90, young, Set.of(), 7));
            assertEquals(RiskLevel.MEDIUM, result.level());
            assertTrue(ids(result).contains(RiskReason.ERASED), result::toString);
            assertFalse(ids(result).contains(RiskReason.YOUNG), result::toString);
        }
    }

    @Test
    void aYoungAccountIsNotLow() {
        RiskPolicy policy = new RiskPolicy(50, 90, 11, Set.of(), 7);
        RiskResult young = decide(REGULAR, policy);
        assertEquals(RiskLevel.MEDIUM, young.level());
        assertEquals(List.of(RiskReason.YOUNG), ids(young));
        assertEquals(RiskLevel.LOW, decide(REGULAR, new RiskPolicy(50, 90, 10, Set.of(), 7)).level());
    }

    @Test
    void whereNothingIsKnownItIsMediumWhateverTheThresholds() {
        RiskPolicy policy = new RiskPolicy(1, 2, 1, Set.of(), 7);
        for (boolean erased : List.of(false, true)) {
            RiskResult result = rules.decide(observed(Map.of()), account(FeatureHistory.EMPTY, erased,
                    Map.of()), FeatureHistory.EMPTY, ListedNetworks.Found.NOTHING, policy);
            assertEquals(RiskLevel.MEDIUM, result.level());
            assertEquals(erased ? List.of(RiskReason.UNKNOWN, RiskReason.ERASED) : List.of(RiskReason.UNKNOWN),
                    ids(result));
        }
    }

    @Test
    void aListThatCannotBeAskedLeavesNoSignInLow() {
        RiskResult result = rules.decide(observed(), REGULAR, FeatureHistory.EMPTY,
                new ListedNetworks.Found(Set.of(), false), RiskPolicy.DEFAULT);
        assertEquals(RiskLevel.MEDIUM, result.level());
        assertEquals(List.of(RiskReason.UNKNOWN), ids(result));
    }

    @Test
    void attack_listThatCannotBeAsked_isAReasonOfASignInThatIsMediumAnyway() {
        AccountHistory unlike = account(new FeatureHistory(2, Map.of(RiskFeature.AGENT, 2.0)), false,
                Map.of());
        ListedNetworks.Found unread = new ListedNetworks.Found(Set.of(), false);
        RiskPolicy policy = new RiskPolicy(2, 90, 1, Set.of(), 7);
        List<String> before = ids(decide(unlike, policy));
        assertFalse(before.isEmpty());

        RiskResult result = rules.decide(observed(), unlike, FeatureHistory.EMPTY, unread, policy);

        assertEquals(RiskLevel.MEDIUM, result.level(), result::toString);
        assertEquals(Stream.concat(before.stream(), Stream.of(RiskReason.UNKNOWN)).toList(), ids(result));
        assertFalse(RememberedSignIns.include(new RecordedRisk("medium", 60, ids(result)), false, true),
                "a trusted device stands for no factor then");
        RiskResult high = rules.decide(observed(), unlike, FeatureHistory.EMPTY, unread,
                new RiskPolicy(1, 2, 1, Set.of(), 7));
        assertEquals(before, ids(high), "a high one is known well enough");
    }

    @Test
    void aCountryThatIsNewWithTheAccountHasAnIdOfItsOwn() {
        ObservedSignIn abroad = observed(Map.of(RiskFeature.COUNTRY, "NZ"));
        assertEquals(List.of(RiskReason.NEW_COUNTRY), ids(decide(abroad, 0)));
        assertFalse(ids(decide(abroad, 0.2)).contains(RiskReason.NEW_COUNTRY), "a rare one is not new");
        assertEquals(List.of(RiskReason.YOUNG), ids(rules.decide(abroad, AccountHistory.NONE, FeatureHistory.EMPTY,
                ListedNetworks.Found.NOTHING, RiskPolicy.DEFAULT)), "with a new account none is");
    }

    private RiskResult decide(ObservedSignIn observed, double before) {
        return rules.decide(observed, account(new FeatureHistory(50, Map.of(RiskFeature.COUNTRY, before),
                Map.of(RiskFeature.NETWORK, 0.0)), false, Map.of()), FeatureHistory.EMPTY,
                ListedNetworks.Found.NOTHING, RiskPolicy.DEFAULT);
    }

    private RiskResult decide(AccountHistory account, RiskPolicy policy) {
        return rules.decide(observed(), account, FeatureHistory.EMPTY, ListedNetworks.Found.NOTHING, policy);
    }

    private static ObservedSignIn observed() {
        return observed(Map.of(RiskFeature.ADDRESS, "a", RiskFeature.AGENT, "b"));
    }

    private static ObservedSignIn observed(Map<RiskFeature, String> values) {
        return new ObservedSignIn("192.0.2.1", new SignInFeatures(values), Optional.of(new Coordinates(48, 12)),
                Set.of(), NOW);
    }

    private static AccountHistory account(FeatureHistory values, boolean erased, Map<AccountMark, Long> marks) {
        return new AccountHistory(values, Optional.of(new Coordinates(48, 12)), NOW - 1_000, erased, marks);
    }

    private static List<String> ids(RiskResult result) {
        return result.reasons().stream().map(RiskReason::id).toList();
    }
}
