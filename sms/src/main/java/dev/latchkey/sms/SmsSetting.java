package dev.latchkey.sms;

import dev.latchkey.common.settings.NumberSetting;

/** The numbers of the text-message policy, in the configuration of {@code latchkey-verify-phone}. */
public enum SmsSetting {

    /** Days for which a new number is no second factor of an account that has something stronger. */
    NEW_NUMBER_DAYS("new_number_days", 3, 0, 90, "Days of a new number",
            "Days for which a new number is no second factor of an account with an authenticator app, a security key, "
                    + "a passkey or recovery codes.");

    private final NumberSetting setting;

    SmsSetting(String name, int defaultValue, int min, int max, String label, String help) {
        this.setting = new NumberSetting(name, defaultValue, min, max, label, help);
    }

    /** @return name, default, range, label and help text */
    public NumberSetting setting() {
        return setting;
    }
}
