package dev.latchkey.sms;

import dev.latchkey.common.settings.NumberSetting;

/** The numbers of the text-message policy, in the configuration of {@code latchkey-verify-phone}. */
public enum SmsSetting {

    /** Days for which a new number is no second factor of an account that has something stronger. */
    NEW_NUMBER_DAYS("new_number_days", 3, 0, 90, "Days of a new number",
            "Days for which a new number is no second factor of an account with an authenticator app, a security key, "
                    + "a passkey or recovery codes."),
    /** Days for which a number does not count after its SIM card was swapped; 0 asks no network. */
    SIM_SWAP_DAYS("sim_swap_days", 0, 0, 90, "Days of a new SIM card",
            "Days for which a number is no second factor after it was moved to another SIM card, as the server's check "
                    + "of SIM cards says. 0: not asked.");

    private final NumberSetting setting;

    SmsSetting(String name, int defaultValue, int min, int max, String label, String help) {
        this.setting = new NumberSetting(name, defaultValue, min, max, label, help);
    }

    /** @return name, default, range, label and help text */
    public NumberSetting setting() {
        return setting;
    }
}
