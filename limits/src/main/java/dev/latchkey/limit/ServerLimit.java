package dev.latchkey.limit;

import dev.latchkey.common.settings.NumberSetting;

/** Every limit of a node, which no realm overrides; a server option {@code spi-latchkey-limits--default--<name>}. */
public enum ServerLimit {

    /** Answers that may wait at once on a node until they take as long as others. */
    PADDED_ANSWERS("padded-answers", 32, 4, 1_000);

    private final NumberSetting setting;

    ServerLimit(String name, int defaultValue, int min, int max) {
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }
}
