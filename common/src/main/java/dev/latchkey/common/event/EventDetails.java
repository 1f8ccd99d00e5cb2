package dev.latchkey.common.event;

import java.util.Set;

/**
 * Names of the details that Latchkey adds to Keycloak's events. Client, address, user and time are the event's own
 * fields. None ever carries a secret.
 */
public final class EventDetails {

    /** Which step of Latchkey it was: an {@link AuditStep}. */
    public static final String STEP = "latchkey_step";
    /** Why something was refused or ended: a {@link Reason}. */
    public static final String REASON = "latchkey_reason";
    /** The same in the words of the OWASP logging vocabulary. */
    public static final String OWASP = "latchkey_owasp";
    /** The short word on page and mail. */
    public static final String REFERENCE = "latchkey_reference";
    /** How the mailbox was proven: {@code code}, {@code link} or {@code number}. */
    public static final String FACTOR = "latchkey_factor";
    /** By which channel the code was sent: the id of an {@code OtpChannel}, such as {@code email}. */
    public static final String CHANNEL = "latchkey_channel";
    /** Id of the device. */
    public static final String DEVICE = "latchkey_device";
    /** What the device is called. */
    public static final String DEVICE_NAME = "latchkey_device_name";
    /** Id of the secret code, which is no part of what its app presents as proof. */
    public static final String SECRET_CODE = "latchkey_secret_code";
    /** How risky the sign-in was found: 0 to 100. */
    public static final String RISK_SCORE = "latchkey_risk_score";
    /** The level of that score: {@code low}, {@code medium} or {@code high}. */
    public static final String RISK_LEVEL = "latchkey_risk_level";
    /** Ids of what made it so, separated by commas, the weightiest first. */
    public static final String RISK_REASONS = "latchkey_risk_reasons";

    /** All of them. */
    public static final Set<String> ALL = Set.of(STEP, REASON, OWASP, REFERENCE, FACTOR, CHANNEL, DEVICE, DEVICE_NAME,
            SECRET_CODE, RISK_SCORE, RISK_LEVEL, RISK_REASONS);

    private EventDetails() {
    }
}
