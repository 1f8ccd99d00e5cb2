package dev.latchkey.risk;

import java.util.Set;

import dev.latchkey.signin.RecordedRisk;

/**
 * What has raised a score.
 *
 * @param id     id of a {@link RiskFeature} or {@link RiskSignal}, or {@link #YOUNG} or {@link #UNKNOWN}
 * @param weight its part of the logarithm of the likelihood ratio, at least 0
 */
public record RiskReason(String id, double weight) {

    /** The account has too few sign-ins to compare with. */
    public static final String YOUNG = "young-account";
    /** The account's history was erased, and no sign-in was remembered since. */
    public static final String ERASED = "erased-history";
    /** The account has a history, and was not used from this country within it. */
    public static final String NEW_COUNTRY = "new-country";
    /** The account's places are known, this one is not, and the account was never seen with this address. */
    public static final String UNKNOWN_PLACE = "unknown-place";
    /** Nothing is known of the sign-in, or the evaluation has failed. */
    public static final String UNKNOWN = RecordedRisk.UNKNOWN;

    /** What makes a sign-in medium, if it would be low by its score. */
    static final Set<String> WHATEVER_THE_SCORE = Set.of(YOUNG, ERASED, UNKNOWN_PLACE, UNKNOWN);
}
