package dev.latchkey.secretcode;

import java.time.Duration;
import java.util.Map;

import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.common.settings.NumberSetting;
import org.jboss.logging.Logger;

/**
 * How long codes live and how they are redeemed: the configuration of the protocol mapper inside the client scope
 * {@value #SCOPE}.
 *
 * @param lifetimeMillis    absolute lifetime, which no use extends; {@link Long#MAX_VALUE} for no limit
 * @param idleMillis        time without a use after which a code ends; {@link Long#MAX_VALUE} for no limit
 * @param maxCodes          maximum number of codes per user and client
 * @param rotation          whether each use returns a new code to the app, unless the code is bound to a key
 * @param offlineAccess     whether a redemption may request the scope {@code offline_access}
 * @param flow              alias of the authentication flow that a redemption runs
 * @param passwordAttribute user attribute that changes with a federated account's password; empty for none
 */
public record SecretCodePolicy(long lifetimeMillis, long idleMillis, int maxCodes, boolean rotation,
        boolean offlineAccess,
        String flow, String passwordAttribute) {

    /** The client scope that allows a client to get and redeem codes. */
    public static final String SCOPE = "secret_code";
    /** Configuration key of {@link #rotation}. */
    public static final String ROTATION = "rotation";
    /** Configuration key of {@link #offlineAccess}. */
    public static final String OFFLINE_ACCESS = "offline_access";
    /** Configuration key of {@link #flow}. */
    public static final String FLOW = "flow";
    /** Configuration key of {@link #passwordAttribute}. */
    public static final String PASSWORD_ATTRIBUTE = "password_attribute";
    /** The flow when none is named. */
    public static final String DEFAULT_FLOW = "latchkey secret code";

    private static final Logger LOG = Logger.getLogger(SecretCodePolicy.class);

    /**
     * @param config the mapper's configuration, may be null
     * @return the policy; a value out of range is replaced by the default
     */
    public static SecretCodePolicy of(Map<String, String> config) {
        Map<String, String> values = config == null ? Map.of() : config;
        String flow = values.getOrDefault(FLOW, "").strip();
        return new SecretCodePolicy(
                days(number(values, SecretCodeSetting.LIFETIME_DAYS)),
                days(number(values, SecretCodeSetting.IDLE_DAYS)),
                number(values, SecretCodeSetting.MAX_CODES),
                !"false".equals(values.get(ROTATION)),
                "true".equals(values.get(OFFLINE_ACCESS)),
                flow.isEmpty() ? DEFAULT_FLOW : flow,
                passwordAttribute(values));
    }

    private static String passwordAttribute(Map<String, String> values) {
        try {
            return PasswordMark.source(values.get(PASSWORD_ATTRIBUTE));
        } catch (IllegalArgumentException e) {
            LOG.warnf("The secret-code policy falls back to a default: %s", e.getMessage());
            return "";
        }
    }

    private static long days(int days) {
        return days == 0 ? Long.MAX_VALUE : Duration.ofDays(days).toMillis();
    }

    private static int number(Map<String, String> values, SecretCodeSetting codeSetting) {
        NumberSetting setting = codeSetting.setting();
        try {
            Integer value = setting.parse(values.get(setting.name()));
            return value == null ? setting.defaultValue() : value;
        } catch (NumberSetting.InvalidSettingException e) {
            LOG.warnf("The secret-code policy falls back to a default: %s", e.getMessage());
            return setting.defaultValue();
        }
    }
}
