package dev.latchkey.signin.account;

import java.util.EnumSet;
import java.util.Set;

import org.keycloak.events.Event;
import org.keycloak.events.EventType;

/** Which events report that users have changed their accounts or credentials. */
public final class AccountChange {

    private static final Set<EventType> TYPES = EnumSet.of(EventType.UPDATE_CREDENTIAL, EventType.REMOVE_CREDENTIAL,
            EventType.UPDATE_PASSWORD, EventType.RESET_PASSWORD, EventType.UPDATE_EMAIL, EventType.UPDATE_PROFILE);

    private AccountChange() {
    }

    /**
     * @param event an event of something that was done
     * @return whether it reports such a change
     */
    public static boolean isReportedBy(Event event) {
        return TYPES.contains(event.getType());
    }
}
