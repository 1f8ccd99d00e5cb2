package dev.latchkey.sms;

import dev.latchkey.common.settings.NumberSetting;

/**
 * The numbers of the gateways and of the check of SIM cards, in the server options
 * {@code spi-latchkey-sms-gateway--<id>--<name>} and {@code spi-latchkey-sim-swap--<id>--<name>}.
 */
public enum GatewaySetting {

    /** Longest time of one request of the HTTP gateway in seconds. */
    HTTP_TIMEOUT_SECONDS("http", "timeout-seconds", 5, 1, 20),
    /** Port of the message centre. */
    SMPP_PORT("smpp", "port", 2775, 1, 65_535),
    /** Most texts that wait for an answer of the message centre. */
    SMPP_WINDOW("smpp", "window", 10, 1, 100),
    /** Longest time until a connection to the message centre stands, and until its answer comes, in seconds. */
    SMPP_TIMEOUT_SECONDS("smpp", "timeout-seconds", 5, 1, 20),
    /** Time without traffic after which the connection to the message centre is tested, in seconds. */
    SMPP_ENQUIRE_LINK_SECONDS("smpp", "enquire-link-seconds", 30, 5, 600),
    /** Failures in a row after which the first of two gateways is not asked. */
    FAILOVER_FAILURES("failover", "failures", 3, 1, 20),
    /** Time after which it is tried again, in seconds. */
    FAILOVER_PAUSE_SECONDS("failover", "pause-seconds", 30, 5, 300),
    /** Longest time of one question about a SIM card in seconds; a sign-in waits for it. */
    SIM_SWAP_TIMEOUT_SECONDS("sim-swap", "http", "timeout-seconds", 3, 1, 10);

    private final String spi;
    private final String gateway;
    private final NumberSetting setting;

    GatewaySetting(String gateway, String name, int defaultValue, int min, int max) {
        this("sms-gateway", gateway, name, defaultValue, min, max);
    }

    GatewaySetting(String spi, String gateway, String name, int defaultValue, int min, int max) {
        this.spi = spi;
        this.gateway = gateway;
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }

    /** @return the whole name of the server option */
    public String option() {
        return "spi-latchkey-" + spi + "--" + gateway + "--" + setting.name();
    }
}
