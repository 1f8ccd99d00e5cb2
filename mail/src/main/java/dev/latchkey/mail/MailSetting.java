package dev.latchkey.mail;

import dev.latchkey.common.settings.NumberSetting;

/** Every number of the mail queue, as server options {@code spi-latchkey-mail--default--<name>}. */
public enum MailSetting {

    /** Most mails of one realm, and to one mail server, that this node hands over at once. */
    WORKERS("workers", 32, 1, 64),
    /** Mails of one realm that may wait on this node. */
    QUEUE("queue", 1_000, 1, 100_000);

    private final NumberSetting setting;

    MailSetting(String name, int defaultValue, int min, int max) {
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }
}
