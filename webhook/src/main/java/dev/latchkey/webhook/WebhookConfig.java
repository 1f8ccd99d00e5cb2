package dev.latchkey.webhook;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import dev.latchkey.common.settings.NumberSetting;
import org.keycloak.Config;

/**
 * The server's options for webhooks.
 *
 * @param secrets           what deliveries are signed with, newest first; each a text or a vault expression
 * @param privateAllowed    whether a receiver may have an address that is not public
 * @param timeout           longest time of one delivery
 * @param maxAttempts       attempts after which an event is given up
 * @param failuresPerMinute events of one kind without a user that a node records singly for a realm in a minute
 * @param failuresOfUser    failures of one kind of one user that a node records singly in a minute
 */
public record WebhookConfig(List<String> secrets, boolean privateAllowed, Duration timeout, int maxAttempts,
        int failuresPerMinute, int failuresOfUser) {

    /** The option with the secrets. */
    public static final String SECRET = "secret";
    /** The option that permits receivers whose address is not public. */
    public static final String ALLOW_PRIVATE = "allow-private-addresses";

    /**
     * @param config the options of the event listener {@code latchkey-webhook}
     * @return the settings, with defaults where an option is not set
     * @throws IllegalArgumentException if a secret is too short or no Base64, or a number is out of its range
     */
    public static WebhookConfig of(Config.Scope config) {
        String[] secrets = config.getArray(SECRET);
        List<String> configured = secrets == null ? List.of()
                : Arrays.stream(secrets).map(String::trim).filter(text -> !text.isEmpty()).toList();
        configured.stream().filter(text -> !WebhookSignature.isVaultExpression(text)).forEach(WebhookSignature::key);
        return new WebhookConfig(configured, config.getBoolean(ALLOW_PRIVATE, false),
                Duration.ofSeconds(number(config, WebhookSetting.TIMEOUT_SECONDS)),
                number(config, WebhookSetting.MAX_ATTEMPTS), number(config, WebhookSetting.FAILURES_MINUTE),
                number(config, WebhookSetting.FAILURES_USER_MINUTE));
    }

    private static int number(Config.Scope config, WebhookSetting webhookSetting) {
        NumberSetting setting = webhookSetting.setting();
        return setting.value(config.get(setting.name()));
    }

    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "WebhookConfig[timeout=" + timeout + "]";
    }
}
