package dev.latchkey.common.settings;

import java.util.Map;
import java.util.function.Function;

import org.jboss.logging.Logger;

/**
 * Reads a policy from its configuration, which the import of a realm does not check: the default replaces, with a
 * warning, what is not allowed.
 */
public final class PolicyReader {

    private static final Logger LOG = Logger.getLogger(PolicyReader.class);

    private final String policy;
    private final Map<String, String> config;

    /**
     * @param policy what the log calls the policy
     * @param config its configuration, may be null
     */
    public PolicyReader(String policy, Map<String, String> config) {
        this.policy = policy;
        this.config = config == null ? Map.of() : config;
    }

    /**
     * @param setting a number of the policy
     * @return its value; the default when it is not configured or outside its range
     */
    public int number(NumberSetting setting) {
        return value(setting.name(), setting::value, setting.defaultValue());
    }

    /**
     * @param key          key of the configuration
     * @param parser       reads what is configured, null included, and rejects what is not allowed by an
     *                     {@link IllegalArgumentException}, whose message does not repeat it
     * @param defaultValue replaces what is rejected
     * @param <T>          what the parser returns
     * @return the value
     */
    public <T> T value(String key, Function<String, T> parser, T defaultValue) {
        try {
            return parser.apply(config.get(key));
        } catch (IllegalArgumentException e) {
            LOG.warnf("The %s falls back to a default: %s", policy, e.getMessage());
            return defaultValue;
        }
    }

    /**
     * @param key key of the configuration
     * @return what is configured; null when nothing is
     */
    public String text(String key) {
        return config.get(key);
    }
}
