package dev.latchkey.risk.delivery;

import java.util.Set;

import dev.latchkey.common.proof.AuthenticationRecords;
import dev.latchkey.common.proof.PassiveRequest;
import dev.latchkey.common.proof.RecordedRisk;
import dev.latchkey.risk.RememberedSignIns;
import dev.latchkey.risk.session.RequestFeatures;
import org.jboss.logging.Logger;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Has sign-ins remembered that have succeeded, and whose risk was evaluated: a realm without such a step keeps nothing,
 * and what fails leaves no row.
 */
final class SignInListener implements EventListenerProvider {

    private static final Logger LOG = Logger.getLogger(SignInListener.class);

    private final KeycloakSession session;
    private final SignInMemorizer memorizer;

    SignInListener(KeycloakSession session, SignInMemorizer memorizer) {
        this.session = session;
        this.memorizer = memorizer;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getType() == EventType.LOGIN && event.getUserId() != null && isToBeRemembered(event)) {
            try {
                memorizer.remember(session, event.getRealmId(), event.getUserId(),
                        RequestFeatures.of(session, Set.of()));
            } catch (RuntimeException e) {
                // Keycloak would undo the sign-in
                LOG.warn("A sign-in was not added to the histories of risk", e);
            }
        }
    }

    private boolean isToBeRemembered(Event event) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        if (authSession == null || PassiveRequest.is(session, authSession)) {
            return false;
        }
        return RecordedRisk.of(authSession, event.getUserId())
                .filter(risk -> RememberedSignIns.include(risk,
                        AuthenticationRecords.ofCompletedFlow(session, authSession).besidePasswordPassed()))
                .isPresent();
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // no sign-in
    }

    @Override
    public void close() {
        // the thread belongs to the server
    }
}
