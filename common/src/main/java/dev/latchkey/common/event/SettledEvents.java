package dev.latchkey.common.event;

import java.util.function.Consumer;

import dev.latchkey.common.tx.OwnTransaction;
import org.jboss.logging.Logger;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Emits events about changes that are final whatever the outcome of the request; storing them is retried. */
public final class SettledEvents {

    private static final Logger LOG = Logger.getLogger(SettledEvents.class);

    private SettledEvents() {
    }

    /**
     * Emits events in a transaction of their own, with realm, client and connection of the request. An event that
     * cannot be stored is logged: what it reports has happened.
     *
     * @param request the session in which it has happened, whose transaction holds nothing that must stay open
     * @param events  emits them, with the session that is passed to it; may run again
     */
    public static void emit(KeycloakSession request, Consumer<KeycloakSession> events) {
        ClientConnection connection = request.getContext().getConnection();
        try {
            OwnTransaction.run(request, own -> {
                KeycloakModelUtils.cloneContextRealmClientToSession(request.getContext(), own);
                own.getContext().setConnection(connection);
                events.accept(own);
                return null;
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "Events of realm %s could not be stored", request.getContext().getRealm() == null ? "?"
                    : request.getContext().getRealm().getName());
        }
    }
}
