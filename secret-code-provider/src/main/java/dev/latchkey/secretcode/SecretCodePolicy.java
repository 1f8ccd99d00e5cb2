package dev.latchkey.secretcode;

import java.time.Duration;
import java.util.Map;

import dev.latchkey.common.settings.PolicyReader;
import dev.latchkey.signin.account.PasswordMark;

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

    /**
     * @param config the mapper's configuration, may be null
     * @return the policy; a value out of range is replaced by the default
     */
    public static SecretCodePolicy of(Map<String, String> config) {
        PolicyReader reader = new PolicyReader("secret-code policy", config);
        return new SecretCodePolicy(
                days(reader.number(SecretCodeSetting.LIFETIME_DAYS.setting())),
                days(reader.number(SecretCodeSetting.IDLE_DAYS.setting())),
                reader.number(SecretCodeSetting.MAX_CODES.setting()),
                !"false".equals(reader.text(ROTATION)),
                "true".equals(reader.text(OFFLINE_ACCESS)),
                reader.value(FLOW, SecretCodePolicy::flow, DEFAULT_FLOW),
                reader.value(PASSWORD_ATTRIBUTE, PasswordMark::source, ""));
    }

    private static String flow(String alias) {
        return alias == null || alias.isBlank() ? DEFAULT_FLOW : alias.strip();
    }

    private static long days(int days) {
        return days == 0 ? Long.MAX_VALUE : Duration.ofDays(days).toMillis();
    }
}
