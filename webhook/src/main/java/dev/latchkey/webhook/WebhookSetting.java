package dev.latchkey.webhook;

import dev.latchkey.common.settings.NumberSetting;

/** The numbers of the webhook, as server options {@code spi-events-listener--latchkey-webhook--<name>}. */
public enum WebhookSetting {

    /** Seconds that one delivery may take. */
    TIMEOUT_SECONDS("timeout-seconds", 10, 1, 30),
    /** Attempts after which an event is given up. */
    MAX_ATTEMPTS("max-attempts", 100, 1, 1_000),
    /** Events of one kind without a user that a node records singly for a realm in a minute; others are counted. */
    FAILURES_MINUTE("failures-minute", 30, 1, 60_000),
    /** Failures of one kind of one user that a node records singly in a minute; others are counted. */
    FAILURES_USER_MINUTE("failures-user-minute", 10, 1, 60_000);

    private final NumberSetting setting;

    WebhookSetting(String name, int defaultValue, int min, int max) {
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }
}
