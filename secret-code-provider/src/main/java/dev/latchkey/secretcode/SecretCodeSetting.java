package dev.latchkey.secretcode;

import dev.latchkey.common.settings.NumberSetting;

/** Every number of the secret-code policy, as it stands in the configuration of the protocol mapper. */
public enum SecretCodeSetting {

    /** Absolute lifetime in days. */
    LIFETIME_DAYS("code_days", 90, 0, 3_650, "Days",
            "Days that a code lives; no use extends them. 0 for no limit."),
    /** Idle lifetime in days. */
    IDLE_DAYS("code_idle_days", 30, 0, 3_650, "Idle days",
            "Days after which a code that was not used is dead. 0 for no limit."),
    /** Codes of one user and client. */
    MAX_CODES("max_codes", 1, 1, 50, "Codes per user and client",
            "More than one where a user may use the app on several devices; the oldest goes when there are more.");

    private final NumberSetting setting;
    private final String label;
    private final String help;

    SecretCodeSetting(String name, int defaultValue, int min, int max, String label, String help) {
        this.setting = new NumberSetting(name, defaultValue, min, max);
        this.label = label;
        this.help = help;
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }

    /** @return what the admin console calls it */
    public String label() {
        return label;
    }

    /** @return what the admin console says of it */
    public String help() {
        return help;
    }
}
