package dev.latchkey.common.settings;

/**
 * A number that an admin or operator may set: its name, its default and its range, defined here alone.
 *
 * @param name         name in the configuration
 * @param defaultValue used when nothing is configured
 * @param min          smallest value allowed
 * @param max          largest value allowed
 */
public record NumberSetting(String name, int defaultValue, int min, int max) {

    public NumberSetting {
        if (defaultValue < min || defaultValue > max) {
            throw new IllegalArgumentException(name + ": the default lies outside the range");
        }
    }

    /**
     * Reads a configured value as the setting.
     *
     * @param text what is configured, may be null
     * @return the value, or null when nothing is configured
     * @throws InvalidSettingException if the text is no number or outside the range
     */
    public Integer parse(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        // Integer.parseInt alone would also read digits of other scripts
        if (text.trim().matches("-?[0-9]{1,9}")) {
            int value = Integer.parseInt(text.trim());
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new InvalidSettingException(this);
    }

    /** Thrown for a value that the setting does not allow; the message names the range, never the value. */
    public static final class InvalidSettingException extends IllegalArgumentException {

        private final transient NumberSetting setting;

        InvalidSettingException(NumberSetting setting) {
            super("%s must be a whole number from %d to %d".formatted(setting.name, setting.min, setting.max));
            this.setting = setting;
        }

        /** @return the setting that was violated */
        public NumberSetting setting() {
            return setting;
        }
    }
}
