package dev.latchkey.secretcode;

import dev.latchkey.common.settings.NumberSetting;

/** The numeric settings of the secret-code policy, stored in the configuration of the protocol mapper. */
public enum SecretCodeSetting {

    /** Absolute lifetime in days. */
    LIFETIME_DAYS("code_days", 90, 0, 3_650, "Days",
            "Days that a code lives; no use extends them. 0 for no limit."),
    /** Idle lifetime in days. */
    IDLE_DAYS("code_idle_days", 30, 0, 3_650, "Idle days",
            "Days after which a code that was not used is dead. 0 for no limit."),
    /** Maximum number of codes per user and client. */
    MAX_CODES("max_codes", 1, 1, 50, "Codes per user and client",
            "More than one where a user may use the app on several devices; the oldest goes when there are more.");

    private final NumberSetting setting;

    SecretCodeSetting(String name, int defaultValue, int min, int max, String label, String help) {
        this.setting = new NumberSetting(name, defaultValue, min, max, label, help);
    }

    /** @return name, default, range, label and help text */
    public NumberSetting setting() {
        return setting;
    }
}
