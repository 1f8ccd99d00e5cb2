package dev.latchkey.sms;

import dev.latchkey.common.settings.NumberSetting;

/** The numbers of the gateways, in the server options {@code spi-latchkey-sms-gateway--<id>--<name>}. */
public enum GatewaySetting {

    /** Longest time of one request of the HTTP gateway in seconds. */
    HTTP_TIMEOUT_SECONDS("http", "timeout-seconds", 5, 1, 20);

    private final String gateway;
    private final NumberSetting setting;

    GatewaySetting(String gateway, String name, int defaultValue, int min, int max) {
        this.gateway = gateway;
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }

    /** @return the whole name of the server option */
    public String option() {
        return "spi-latchkey-sms-gateway--" + gateway + "--" + setting.name();
    }
}
