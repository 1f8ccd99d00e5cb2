package dev.latchkey.risk.settings;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.risk.RiskPolicy;

/** The numbers of a realm's risk policy, in realm attributes. */
public enum RiskSetting {

    /** Lowest score of a medium risk. */
    MEDIUM("latchkey.risk.medium", RiskPolicy.DEFAULT.medium(), 1, 99),
    /** Lowest score of a high risk. */
    HIGH("latchkey.risk.high", RiskPolicy.DEFAULT.high(), 2, 100),
    /** Sign-ins that an account needs before its risk can be low. */
    YOUNG("latchkey.risk.young", RiskPolicy.DEFAULT.young(), 0, 100),
    /** Consecutive failures before a sign-in that are a signal. */
    FAILURES("latchkey.risk.failures", 3, 1, 100),
    /** Days after the change of a credential, or of the e-mail address, that are a signal. */
    CREDENTIAL_DAYS("latchkey.risk.credential-days", RiskPolicy.DEFAULT.days(), 1, 90);

    private final NumberSetting setting;

    RiskSetting(String attribute, int defaultValue, int min, int max) {
        this.setting = new NumberSetting(attribute, defaultValue, min, max);
    }

    /** @return realm attribute, default and range */
    public NumberSetting setting() {
        return setting;
    }
}
