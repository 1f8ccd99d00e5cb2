package dev.latchkey.common.event;

import java.util.LinkedHashMap;
import java.util.Map;

import org.keycloak.events.EventBuilder;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/** The details that Latchkey records of one step, to be written to one of Keycloak's events. */
public final class Audit {

    private final Map<String, String> details = new LinkedHashMap<>();

    private Audit(AuditStep step) {
        details.put(EventDetails.STEP, step.id());
        details.put(EventDetails.OWASP, step.owasp());
    }

    /**
     * @param step which step
     * @return the details so far
     */
    public static Audit of(AuditStep step) {
        return new Audit(step);
    }

    /**
     * @param reason why
     * @return this
     */
    public Audit reason(Reason reason) {
        details.put(EventDetails.REASON, reason.id());
        details.put(EventDetails.OWASP, reason.owasp());
        return this;
    }

    /**
     * @param reference the short word on page and mail; null for none
     * @return this
     */
    public Audit reference(String reference) {
        return detail(EventDetails.REFERENCE, reference);
    }

    /**
     * @param factor how the mailbox was proven
     * @return this
     */
    public Audit factor(String factor) {
        return detail(EventDetails.FACTOR, factor);
    }

    /**
     * @param channel the id of the channel of a code
     * @return this
     */
    public Audit channel(String channel) {
        return detail(EventDetails.CHANNEL, channel);
    }

    /**
     * @param id   the device
     * @param name its name; null where the name is not known
     * @return this
     */
    public Audit device(String id, String name) {
        return detail(EventDetails.DEVICE, id).detail(EventDetails.DEVICE_NAME, name);
    }

    /**
     * @param id the secret code
     * @return this
     */
    public Audit secretCode(String id) {
        return detail(EventDetails.SECRET_CODE, id);
    }

    private Audit detail(String name, String value) {
        if (value != null && !value.isEmpty()) {
            details.put(name, value);
        }
        return this;
    }

    /**
     * @param event an event of a user
     * @return the event
     */
    public EventBuilder on(EventBuilder event) {
        details.forEach(event::detail);
        return event;
    }

    /**
     * @param event an event of an admin
     * @return the event
     */
    public AdminEventBuilder on(AdminEventBuilder event) {
        details.forEach(event::detail);
        return event;
    }
}
