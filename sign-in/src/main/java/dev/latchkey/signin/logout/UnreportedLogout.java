package dev.latchkey.signin.logout;

import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserSessionModel;

/** A logout that Keycloak performs without an event. What depends on the logout would miss it. */
public final class UnreportedLogout {

    private UnreportedLogout() {
    }

    /**
     * Emits the event {@code LOGOUT} once the request's transaction is over, if the session no longer exists then:
     * Keycloak may refuse the request instead, as often as it is sent. If the event cannot be emitted, the request is
     * answered with an error, because what the logout was to end may still be active.
     *
     * @param session     the request's session
     * @param userSession an existing session that the request may log out
     * @param client      the client that the event names; null for none
     */
    public static void expect(KeycloakSession session, UserSessionModel userSession, ClientModel client) {
        session.getTransactionManager().enlistAfterCompletion(new Expected(session, userSession, client));
    }

    private static final class Expected extends AbstractKeycloakTransaction {

        private final KeycloakSessionFactory factory;
        private final ClientConnection connection;
        private final String realmId;
        private final String userId;
        private final String sessionId;
        private final boolean offline;
        private final String clientId;

        Expected(KeycloakSession session, UserSessionModel userSession, ClientModel client) {
            this.factory = session.getKeycloakSessionFactory();
            this.connection = session.getContext().getConnection();
            this.realmId = userSession.getRealm().getId();
            // the user may have been deleted meanwhile
            this.userId = userSession.getUser() == null ? null : userSession.getUser().getId();
            this.sessionId = userSession.getId();
            this.offline = userSession.isOffline();
            this.clientId = client == null ? null : client.getClientId();
        }

        @Override
        protected void commitImpl() {
            OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
                if (!StoredSession.isOpen(own, realm, sessionId, offline)) {
                    own.getContext().setConnection(connection);
                    new EventBuilder(realm, own, connection).event(EventType.LOGOUT)
                            .client(clientId).user(userId).session(sessionId).success();
                }
                return true;
            });
        }

        @Override
        protected void rollbackImpl() {
            // the session was not logged out
        }
    }
}
