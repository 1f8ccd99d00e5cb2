package dev.latchkey.limit;

import dev.latchkey.common.settings.NumberSetting;

/**
 * Every number of the account guard and of the rate limits. An operator sets them for the server
 * ({@code spi-latchkey-limits--default--<name>}), a realm may override them with the attribute
 * {@code latchkey.limits.<name>}.
 */
public enum Limit {

    /** Consecutive failures after the first factor that lock an account's second factor. */
    GUARD_FAILURES("guard-failures", 10, 1, 100),
    /** Length of the first lock in seconds; each further one is twice as long. */
    GUARD_LOCK_SECONDS("guard-lock-seconds", 900, 1, 86_400),
    /** Longest lock in seconds. */
    GUARD_MAX_LOCK_SECONDS("guard-max-lock-seconds", 86_400, 1, 604_800),
    /** Consecutive failures after which only an admin or a completed password reset opens the account again. */
    GUARD_HARD_STOP("guard-hard-stop", 100, 1, 100),
    /** Failures a day before any factor, for each purpose and account. */
    GUARD_DAILY("guard-daily", 10, 1, 100),
    /** Mails a day to one user. */
    SEND_USER_DAY("send-user-day", 20, 1, 1_000),
    /** Numbers a day that one user is shown, to be typed where the link is opened in another browser. */
    NUMBER_USER_DAY("number-user-day", 10, 1, 1_000),
    /** Mails an hour to one address, no matter whose account holds it. */
    SEND_ADDRESS_HOUR("send-address-hour", 10, 1, 1_000),
    /** Mails a minute asked for from one network address before any factor. */
    SEND_IP_MINUTE("send-ip-minute", 5, 1, 60_000),
    /** Mails an hour asked for from one network address before any factor. */
    SEND_IP_HOUR("send-ip-hour", 30, 1, 100_000),
    /** Mails an hour asked for from one network address after the first factor. */
    SEND_IP_HOUR_AFTER_FACTOR("send-ip-hour-after-factor", 300, 1, 100_000),
    /** Mails a day to one domain, before any factor, whose codes are not entered; 0: not watched. */
    SEND_UNANSWERED_GROUP_DAY("send-unanswered-group-day", 0, 0, 1_000_000),
    /** How many such mails a code that is entered makes up for. */
    SEND_ANSWER_GROUP_WORTH("send-answer-group-worth", 100, 1, 10_000),
    /** Messages that cost money, a day, to one user. */
    PAID_USER_DAY("paid-user-day", 10, 1, 1_000),
    /** Messages that cost money, an hour, to one address of their channel, such as a number. */
    PAID_ADDRESS_HOUR("paid-address-hour", 4, 1, 1_000),
    /** Messages that cost money, a day, to one address of their channel. */
    PAID_ADDRESS_DAY("paid-address-day", 10, 1, 1_000),
    /** Messages that cost money, an hour, asked for from one network address. */
    PAID_IP_HOUR("paid-ip-hour", 30, 1, 100_000),
    /** Messages that cost money, a day, asked for from one network address. */
    PAID_IP_DAY("paid-ip-day", 100, 1, 100_000),
    /** Messages that cost money, an hour, asked for by one client. */
    PAID_CLIENT_HOUR("paid-client-hour", 300, 1, 1_000_000),
    /** Messages that cost money, a day, asked for by one client. */
    PAID_CLIENT_DAY("paid-client-day", 2_000, 1, 1_000_000),
    /** Messages that cost money, an hour, to one group of addresses of their channel, such as a prefix of numbers. */
    PAID_GROUP_HOUR("paid-group-hour", 20, 1, 1_000_000),
    /** Messages that cost money, a day, to one group of addresses of their channel. */
    PAID_GROUP_DAY("paid-group-day", 60, 1, 1_000_000),
    /** Messages that cost money, a day, to one range of addresses of their channel, whose codes are not entered. */
    PAID_UNANSWERED_GROUP_DAY("paid-unanswered-group-day", 100, 1, 1_000_000),
    /** How many such messages a code that is entered makes up for. */
    PAID_ANSWER_GROUP_WORTH("paid-answer-group-worth", 4, 1, 100),
    /** Messages that cost money, an hour, of one channel of the realm. */
    PAID_REALM_HOUR("paid-realm-hour", 500, 1, 1_000_000),
    /** Messages that cost money, a day, of one channel of the realm. */
    PAID_REALM_DAY("paid-realm-day", 3_000, 1, 1_000_000),
    /** Money a day, in the currency of the operator's prices, that one channel of the realm may spend on messages. */
    PAID_REALM_MONEY_DAY("paid-realm-money-day", 100, 1, 100_000_000),
    /** Sign-ups a minute from one network address. */
    SIGN_UP_IP_MINUTE("sign-up-ip-minute", 5, 1, 60_000),
    /** Forms a minute of sign-up, password reset and the code as only factor from one network address. */
    UNAUTHENTICATED_IP_MINUTE("unauthenticated-ip-minute", 120, 1, 60_000),
    /** Openings a minute of mailed links from one network address. */
    LINK_IP_MINUTE("link-ip-minute", 30, 1, 60_000),
    /** Requests a minute, from one network address, that ask whether a device is still trusted. */
    DEVICE_CHECK_IP_MINUTE("device-check-ip-minute", 60, 1, 60_000),
    /** Refused secret codes a minute from one network address, after which none of its codes is looked at. */
    SECRET_CODE_IP_MINUTE("secret-code-ip-minute", 30, 1, 60_000),
    /** Requests a minute, from one network address, that ask whether a secret code is still valid. */
    SECRET_CODE_CHECK_IP_MINUTE("secret-code-check-ip-minute", 60, 1, 60_000),
    /** Refused delivery receipts a minute from one network address, after which its refused ones are told to wait. */
    RECEIPT_IP_MINUTE("receipt-ip-minute", 30, 1, 60_000),
    /** Requests a minute of apps without a browser from one network address. */
    NATIVE_IP_MINUTE("native-ip-minute", 120, 1, 60_000),
    /** Requests in five minutes from one network address to Keycloak's own sign-in and token endpoints; 0: no limit. */
    ENDPOINT_IP_FIVE_MINUTES("endpoint-ip-five-minutes", 0, 0, 100_000),
    /** How long, in seconds, an address is blocked there that has sent more. */
    ENDPOINT_IP_BLOCK_SECONDS("endpoint-ip-block-seconds", 900, 1, 86_400),
    /** Notifications of one kind an hour to one user. */
    NOTIFICATION_KIND_HOUR("notice-kind-hour", 3, 1, 100),
    /** Notifications of one kind a day to one user. */
    NOTIFICATION_KIND_DAY("notice-kind-day", 20, 1, 1_000),
    /** Notifications of one kind a day to one unverified e-mail address, whatever the number of accounts. */
    NOTIFICATION_ADDRESS_DAY("notice-address-day", 3, 1, 1_000);

    private final NumberSetting setting;

    Limit(String name, int defaultValue, int min, int max) {
        this.setting = new NumberSetting(name, defaultValue, min, max);
    }

    /** @return name, default and range */
    public NumberSetting setting() {
        return setting;
    }

    /** @return the realm attribute that overrides the server's value */
    public String realmAttribute() {
        return "latchkey.limits." + setting.name();
    }
}
