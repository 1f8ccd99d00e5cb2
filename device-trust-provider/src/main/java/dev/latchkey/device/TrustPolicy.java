package dev.latchkey.device;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import dev.latchkey.common.settings.PolicyReader;
import dev.latchkey.signin.account.PasswordMark;

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

    /**
     * @param config the step's configuration, may be null
     * @return the policy; the default replaces a value that is out of range
     */
    public static TrustPolicy of(Map<String, String> config) {
        PolicyReader reader = new PolicyReader("trust policy", config);
        return new TrustPolicy(
                Duration.ofDays(reader.number(TrustSetting.DAYS.setting())),
                Duration.ofDays(reader.number(TrustSetting.IDLE_DAYS.setting())),
                reader.number(TrustSetting.MAX_DEVICES.setting()),
                reader.value(BOUND_TO, TrustPolicy::boundTo, DEFAULT_BOUND_TO),
                reader.value(PASSWORD_ATTRIBUTE, PasswordMark::source, ""));
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
        boundTo(config.get(BOUND_TO));
        PasswordMark.source(config.get(PASSWORD_ATTRIBUTE));
    }

    private static BoundTo boundTo(String value) {
        if (value == null || value.isBlank()) {
            return DEFAULT_BOUND_TO;
        }
        return BoundTo.of(value).orElseThrow(() -> new IllegalArgumentException(
                BOUND_TO + " must be one of " + Stream.of(BoundTo.values()).map(BoundTo::id).toList()));
    }
}
