package dev.latchkey.common.settings;

import org.keycloak.provider.ProviderConfigProperty;

/**
 * A number that an admin or operator may set: its name, its default and its range, defined here alone.
 *
 * @param name         name in the configuration
 * @param defaultValue used when nothing is configured
 * @param min          smallest value allowed
 * @param max          largest value allowed
 * @param label        label in the admin console; empty for a server option
 * @param help         help text in the admin console; empty for a server option
 */
public record NumberSetting(String name, int defaultValue, int min, int max, String label, String help) {

    public NumberSetting {
        if (defaultValue < min || defaultValue > max) {
            throw new IllegalArgumentException(name + ": the default lies outside the range");
        }
    }

    /**
     * A server option.
     *
     * @param name         name in the configuration
     * @param defaultValue used when nothing is configured
     * @param min          smallest value allowed
     * @param max          largest value allowed
     */
    public NumberSetting(String name, int defaultValue, int min, int max) {
        this(name, defaultValue, min, max, "", "");
    }

    /** @return how the admin console asks for it */
    public ProviderConfigProperty property() {
        return new ProviderConfigProperty(name, label, "%s From %d to %d.".formatted(help, min, max),
                ProviderConfigProperty.STRING_TYPE, String.valueOf(defaultValue));
    }

    /**
     * @param text what is configured, may be null
     * @return the value; the default when nothing is configured
     * @throws InvalidSettingException if the text is no number or outside the range
     */
    public int value(String text) {
        Integer value = parse(text);
        return value == null ? defaultValue : value;
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
