package dev.latchkey.sms;

import dev.latchkey.common.settings.NumberSetting;

/** The numbers of the HTTP gateway, in the server options {@code spi-latchkey-sms-gateway--http--<name>}. */
public enum GatewaySetting {

    /** Longest time of one request in seconds. */
    TIMEOUT_SECONDS("timeout-seconds", 5, 1, 20);

    private final NumberSetting setting;

    GatewaySetting(String name, int defaultValue, int min, int max) {
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }
}
