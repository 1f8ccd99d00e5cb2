package dev.latchkey.common.lifecycle;

import dev.latchkey.common.proof.SignInTime;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;

/** Hands Keycloak's events to what several modules share. */
final class LatchkeyEvents implements EventListenerProvider {

    private final KeycloakSession session;

    LatchkeyEvents(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.LOGIN && event.getError() == null) {
            SignInTime.note(session, event);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        ClearedLoginFailures.clear(session, event);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
