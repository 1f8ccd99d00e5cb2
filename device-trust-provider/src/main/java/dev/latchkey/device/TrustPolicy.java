package dev.latchkey.device;

import java.time.Duration;
import java.util.Map;

import dev.latchkey.common.settings.NumberSetting;
import org.jboss.logging.Logger;

/**
 * How long and how firmly devices are trusted: the configuration of the flow step {@code latchkey-trust-device}.
 *
 * @param lifetime          absolute lifetime, which no use extends
 * @param idle              a device that is not used for so long is forgotten
 * @param maxDevices        devices of one user
 * @param boundTo           what a device must still look like
 * @param passwordAttribute user attribute that changes with a federated account's password; empty for none
 */
public record TrustPolicy(Duration lifetime, Duration idle, int maxDevices, BoundTo boundTo, String passwordAttribute) {

    /** Configuration key of {@link #boundTo}. */
    public static final String BOUND_TO = "bound_to";
    /** Configuration key of {@link #passwordAttribute}. */
    public static final String PASSWORD_ATTRIBUTE = "password_attribute";

    private static final Logger LOG = Logger.getLogger(TrustPolicy.class);

    /**
     * @param config the step's configuration, may be null
     * @return the policy; a value out of range gives way to the default
     */
    public static TrustPolicy of(Map<String, String> config) {
        Map<String, String> values = config == null ? Map.of() : config;
        return new TrustPolicy(
                Duration.ofDays(number(values, TrustSetting.DAYS)),
                Duration.ofDays(number(values, TrustSetting.IDLE_DAYS)),
                number(values, TrustSetting.MAX_DEVICES),
                BoundTo.of(values.get(BOUND_TO)),
                values.getOrDefault(PASSWORD_ATTRIBUTE, "").strip());
    }

    private static int number(Map<String, String> values, TrustSetting trustSetting) {
        NumberSetting setting = trustSetting.setting();
        try {
            Integer value = setting.parse(values.get(setting.name()));
            return value == null ? setting.defaultValue() : value;
        } catch (NumberSetting.InvalidSettingException e) {
            LOG.warnf("The trust policy falls back to a default: %s", e.getMessage());
            return setting.defaultValue();
        }
    }
}
