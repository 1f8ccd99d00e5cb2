package dev.latchkey.common.event;

/** Names of the details that Latchkey adds to Keycloak's events. None ever carries a secret. */
public final class EventDetails {

    /** Why something was refused, in the words of the OWASP logging vocabulary where it has one. */
    public static final String REASON = "latchkey_reason";
    /** The short word on page and mail. */
    public static final String REFERENCE = "latchkey_reference";
    /** How the mailbox was proven: {@code code} or {@code link}. */
    public static final String FACTOR = "latchkey_factor";

    private EventDetails() {
    }
}
