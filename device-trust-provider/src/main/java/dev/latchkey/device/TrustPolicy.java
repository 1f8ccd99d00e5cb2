package dev.latchkey.device;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.common.settings.NumberSetting;
import org.jboss.logging.Logger;

/**
 * How long devices are trusted, and their binding: the configuration of the flow step {@code latchkey-trust-device}.
 *
 * @param lifetime          absolute lifetime, which no use extends
 * @param idle              trust ends when a device is not used for so long
 * @param maxDevices        most trusted devices of one user
 * @param boundTo           the signals of a device that must still match
 * @param passwordAttribute user attribute that changes with a federated account's password; empty for none
 */
public record TrustPolicy(Duration lifetime, Duration idle, int maxDevices, BoundTo boundTo, String passwordAttribute) {

    /** Configuration key of {@link #boundTo}. */
    public static final String BOUND_TO = "bound_to";
    /** Configuration key of {@link #passwordAttribute}. */
    public static final String PASSWORD_ATTRIBUTE = "password_attribute";

    /** The binding where none is configured. */
    public static final BoundTo DEFAULT_BOUND_TO = BoundTo.BROWSER;

    private static final Logger LOG = Logger.getLogger(TrustPolicy.class);

    /**
     * @param config the step's configuration, may be null
     * @return the policy; the default replaces a value that is out of range
     */
    public static TrustPolicy of(Map<String, String> config) {
        Map<String, String> values = config == null ? Map.of() : config;
        return new TrustPolicy(
                Duration.ofDays(number(values, TrustSetting.DAYS)),
                Duration.ofDays(number(values, TrustSetting.IDLE_DAYS)),
                number(values, TrustSetting.MAX_DEVICES),
                valid(() -> boundTo(values), DEFAULT_BOUND_TO),
                valid(() -> PasswordMark.source(values.get(PASSWORD_ATTRIBUTE)), ""));
    }

    /**
     * Rejects values that {@link #of} would replace by the default.
     *
     * @param config the step's configuration that is about to be saved
     * @throws IllegalArgumentException if a value is out of range; the message names the range, never the value
     */
    public static void check(Map<String, String> config) {
        for (TrustSetting trustSetting : TrustSetting.values()) {
            trustSetting.setting().parse(config.get(trustSetting.setting().name()));
        }
        boundTo(config);
        PasswordMark.source(config.get(PASSWORD_ATTRIBUTE));
    }

    private static int number(Map<String, String> values, TrustSetting trustSetting) {
        NumberSetting setting = trustSetting.setting();
        Integer value = valid(() -> setting.parse(values.get(setting.name())), null);
        return value == null ? setting.defaultValue() : value;
    }

    private static BoundTo boundTo(Map<String, String> values) {
        String value = Objects.requireNonNullElse(values.get(BOUND_TO), "");
        return value.isBlank() ? DEFAULT_BOUND_TO : BoundTo.of(value).orElseThrow(() -> new IllegalArgumentException(
                BOUND_TO + " must be one of " + Stream.of(BoundTo.values()).map(BoundTo::id).toList()));
    }

    private static <T> T valid(Supplier<T> value, T otherwise) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            LOG.warnf("The trust policy falls back to a default: %s", e.getMessage());
            return otherwise;
        }
    }
}
