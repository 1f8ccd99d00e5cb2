package dev.latchkey.device;

import dev.latchkey.common.settings.NumberSetting;

/** The numbers of the trust policy, in the configuration of {@code latchkey-trust-device}. */
public enum TrustSetting {

    /** Absolute lifetime in days. */
    DAYS("days", 30, 1, 365, "Days", "Days that a device is trusted; no use extends them."),
    /** Idle lifetime in days. */
    IDLE_DAYS("idle_days", 14, 1, 365, "Idle days", "Days after which a device that was not used is forgotten."),
    /** Devices of one user. */
    MAX_DEVICES("max_devices", 10, 1, 100, "Devices per user", "The oldest goes when there are more.");

    private final NumberSetting setting;

    TrustSetting(String name, int defaultValue, int min, int max, String label, String help) {
        this.setting = new NumberSetting(name, defaultValue, min, max, label, help);
    }

    /** @return name, default, range, label and help text */
    public NumberSetting setting() {
        return setting;
    }
}
