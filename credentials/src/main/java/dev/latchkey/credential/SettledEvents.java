package dev.latchkey.credential;

import java.util.Optional;
import java.util.function.BiConsumer;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Events about what stands whatever becomes of the request: they stand as well, and are tried again by themselves. */
public final class SettledEvents {

    private static final Logger LOG = Logger.getLogger(SettledEvents.class);

    private SettledEvents() {
    }

    /**
     * Emits events in a transaction of their own, with client and connection of the request. What cannot be stored is
     * logged: what the events report has happened. A listener that acts at once, outside of the transaction, may see
     * an event twice.
     *
     * @param request the session in which it has happened; what its transaction has written is committed first
     * @param realmId the realm; nothing is emitted once it is deleted
     * @param events  emits them, with the session and the realm that it is given; may run again
     */
    public static void emit(KeycloakSession request, String realmId, BiConsumer<KeycloakSession, RealmModel> events) {
        RequestTransaction.releaseConnection(request);
        try {
            OwnTransaction.inRealm(request.getKeycloakSessionFactory(), realmId, (own, realm) -> {
                Optional.ofNullable(request.getContext().getClient()).map(ClientModel::getId).map(realm::getClientById)
                        .ifPresent(own.getContext()::setClient);
                own.getContext().setConnection(request.getContext().getConnection());
                events.accept(own, realm);
                failIfLost(own);
                return true;
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "Events of realm %s could not be stored", realmId);
        }
    }

    /** Keycloak catches what a listener throws, and then commits nothing without a word. */
    private static void failIfLost(KeycloakSession own) {
        if (own.getTransactionManager().getRollbackOnly()) {
            throw new IllegalStateException("A listener has failed");
        }
    }
}
