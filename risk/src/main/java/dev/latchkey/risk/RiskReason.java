package dev.latchkey.risk;

import dev.latchkey.common.proof.RecordedRisk;

/**
 * What has raised a score.
 *
 * @param id     id of a {@link RiskFeature} or {@link RiskSignal}, or {@link #YOUNG} or {@link #UNKNOWN}
 * @param weight its part of the logarithm of the likelihood ratio, at least 0
 */
public record RiskReason(String id, double weight) {

    /** The account has too few sign-ins to compare with. */
    public static final String YOUNG = "young-account";
    /** Nothing is known of the sign-in, or the evaluation has failed. */
    public static final String UNKNOWN = RecordedRisk.UNKNOWN;
}
