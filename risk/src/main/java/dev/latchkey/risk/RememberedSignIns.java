package dev.latchkey.risk;

import java.util.Arrays;
import java.util.List;

import dev.latchkey.signin.RecordedRisk;

/** Which of the sign-ins that have succeeded become part of the histories. */
public final class RememberedSignIns {

    private RememberedSignIns() {
    }

    /**
     * An unusual sign-in counts only where a factor beside the password was passed, or where the account has nothing to
     * compare with: else a thief of the password would make himself usual in a flow that asks for nothing more, and
     * come through one that does. An account that has too few sign-ins is compared with those that it has: what is
     * unlike them is no sign-in of a new account. A trusted device proves possession as the factor did that it was
     * trusted with, where the risk is not so high that it stands for none. An account whose history was erased is no
     * new one.
     *
     * @param risk          what was recorded of the sign-in
     * @param factorPassed  whether a factor was passed that stands beside a password, or in place of one
     * @param deviceTrusted whether a trusted device was recognised
     * @return whether it is remembered
     */
    public static boolean include(RecordedRisk risk, boolean factorPassed, boolean deviceTrusted) {
        return factorPassed || risk.level().equals(RiskLevel.LOW.id())
                || risk.reasons().contains(RiskReason.YOUNG) && !isUnlike(risk)
                || deviceTrusted && !risk.outweighsTrust();
    }

    /**
     * @param risk          what was recorded of the sign-in
     * @param factorPassed  whether a factor was passed that stands beside a password, or in place of one
     * @param deviceTrusted whether a trusted device was recognised
     * @return whether it was risky, and neither a factor nor a device speaks for the user
     */
    public static boolean isUnasked(RecordedRisk risk, boolean factorPassed, boolean deviceTrusted) {
        return RiskLevel.of(risk.level()) != RiskLevel.LOW && !factorPassed && !deviceTrusted;
    }

    /**
     * An account counts once a day for the realm, and from its second day on: neither signing in again and again, nor
     * erasing one's history, nor a flood of new accounts makes a network common or rare.
     *
     * @param atMillis time of a sign-in that is remembered, epoch milliseconds; one that is remembered late is of a day
     *                 that may have counted
     * @param before   times of the account's last sign-ins before that, under each key of the realm; empty where none
     *                 is remembered
     * @return whether the sign-in counts for the realm
     */
    public static boolean countForRealm(long atMillis, List<Long> before) {
        return !before.isEmpty() && before.stream().allMatch(last -> DailyRisk.dayOf(atMillis) > DailyRisk.dayOf(last));
    }

    /** Without any sign-in to compare with no feature is a reason. */
    private static boolean isUnlike(RecordedRisk risk) {
        return risk.reasons().contains(RiskReason.NEW_COUNTRY)
                || Arrays.stream(RiskFeature.values()).map(RiskFeature::id).anyMatch(risk.reasons()::contains);
    }
}
