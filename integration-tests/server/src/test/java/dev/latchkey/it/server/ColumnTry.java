package dev.latchkey.it.server;

import java.util.Map;
import java.util.TreeMap;

/** The expectation of a column whose writer gets a value that is too long. */
enum ColumnTry {
    /** An id of Keycloak's: one of the maximum length is stored whole, and a longer one is refused. */
    REFUSED,
    /** Text: stored up to the bound. */
    CUT,
    /** Made by the writer, or a constant of ours: it always fits, whatever the input. */
    MADE;

    /**
     * Returns the expectation of each column, by {@code TABLE.COLUMN}. A new column must be added here and to the
     * tries.
     */
    static Map<String, ColumnTry> all() {
        Map<String, ColumnTry> all = new TreeMap<>();
        put(all, "LATCHKEY_OTP_CHALLENGE", REFUSED, "REALM_ID", "USER_ID", "NUMBER_CLIENT");
        put(all, "LATCHKEY_OTP_CHALLENGE", MADE, "ID", "PURPOSE", "SESSION_HASH", "CHANNEL", "EMAIL_HASH", "REFERENCE",
                "SEED", "KEY_ID", "DELIVERY", "NUMBER_TAB", "NUMBER_DEVICE", "NUMBER_ADDRESS");
        put(all, "LATCHKEY_SIGN_UP", REFUSED, "REALM_ID", "USER_ID");
        put(all, "LATCHKEY_PHONE_HOLDER", REFUSED, "REALM_ID", "USER_ID");
        put(all, "LATCHKEY_PHONE_HOLDER", MADE, "ID");
        put(all, "LATCHKEY_ACCOUNT_GUARD", REFUSED, "REALM_ID", "USER_ID");
        put(all, "LATCHKEY_ACCOUNT_GUARD", MADE, "BUDGET");
        put(all, "LATCHKEY_RATE_LIMIT", REFUSED, "REALM_ID");
        put(all, "LATCHKEY_RATE_LIMIT", MADE, "BUCKET");
        put(all, "LATCHKEY_EVENT_OUTBOX", REFUSED, "REALM_ID");
        put(all, "LATCHKEY_EVENT_OUTBOX", CUT, "EVENT");
        put(all, "LATCHKEY_EVENT_OUTBOX", MADE, "ID", "USER_ID");
        put(all, "LATCHKEY_OUTBOX_LEASE", REFUSED, "REALM_ID", "HOLDER");
        put(all, "LATCHKEY_SIGN_IN_MEMORY", REFUSED, "REALM_ID", "USER_ID");
        put(all, "LATCHKEY_SIGN_IN_MEMORY", MADE, "SUBJECT");
        put(all, "LATCHKEY_SIGN_IN_TURN", REFUSED, "REALM_ID");
        put(all, "LATCHKEY_SIGN_IN_TURN", MADE, "HASH", "HOLDER");
        put(all, "LATCHKEY_TRUSTED_DEVICE", REFUSED, "REALM_ID", "USER_ID");
        put(all, "LATCHKEY_TRUSTED_DEVICE", MADE, "ID", "BOUND_TO", "FINGERPRINT", "EMAIL_HASH", "PASSWORD_HASH",
                "PASSWORD_SOURCE", "SALT", "KEY_ID", "PREVIOUS_KEY_ID", "END_REASON", "NAME", "IP");
        put(all, "LATCHKEY_SPENT_TOKEN", REFUSED, "REALM_ID", "USER_ID");
        put(all, "LATCHKEY_SPENT_TOKEN", MADE, "HASH", "TOKEN_HASH");
        put(all, "LATCHKEY_SECRET_CODE", REFUSED, "REALM_ID", "USER_ID", "CLIENT_ID", "SESSION_ID");
        put(all, "LATCHKEY_SECRET_CODE", MADE, "ID", "KEY_THUMBPRINT", "EMAIL_HASH", "PASSWORD_HASH",
                "PASSWORD_SOURCE", "SALT", "KEY_ID", "PREVIOUS_KEY_ID", "SEAL", "SLOT", "END_REASON", "IP");
        put(all, "LATCHKEY_SECRET_CODE_SESSION", REFUSED, "SESSION_ID");
        put(all, "LATCHKEY_SECRET_CODE_SESSION", MADE, "ID", "REALM_ID", "USER_ID", "CODE_ID");
        put(all, "LATCHKEY_TEXT_SPEND", REFUSED, "REALM_ID");
        put(all, "LATCHKEY_TEXT_SPEND", MADE, "HASH");
        put(all, "LATCHKEY_RISK_USER", REFUSED, "USER_ID");
        put(all, "LATCHKEY_RISK_USER", MADE, "REALM_ID", "SUBJECT", "FEATURE", "PLACE");
        put(all, "LATCHKEY_RISK_REALM", MADE, "REALM_ID", "SUBJECT", "FEATURE");
        put(all, "LATCHKEY_RISK_DAY", MADE, "REALM_ID", "CLIENT_ID", "OUTCOME");
        return all;
    }

    private static void put(Map<String, ColumnTry> all, String table, ColumnTry expected, String... columns) {
        for (String column : columns) {
            all.put(table + '.' + column, expected);
        }
    }
}
