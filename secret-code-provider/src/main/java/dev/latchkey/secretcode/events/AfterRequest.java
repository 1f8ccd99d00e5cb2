package dev.latchkey.secretcode.events;

import java.util.function.BiConsumer;

import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Work that follows a request: in a session of its own, when the request's own transaction has committed and holds no
 * connection any more, yet before the caller has its answer. Runs again where it has lost a race. Where it fails the
 * request is answered with an error: what it was to end may still be alive.
 */
public final class AfterRequest extends AbstractKeycloakTransaction {

    private final KeycloakSessionFactory factory;
    private final ClientConnection connection;
    private final String realmId;
    private final BiConsumer<KeycloakSession, RealmModel> work;

    public AfterRequest(KeycloakSession request, String realmId, BiConsumer<KeycloakSession, RealmModel> work) {
        this.factory = request.getKeycloakSessionFactory();
        this.connection = request.getContext().getConnection();
        this.realmId = realmId;
        this.work = work;
    }

    @Override
    protected void commitImpl() {
        OwnTransaction.run(factory, own -> {
            RealmModel realm = own.realms().getRealm(realmId);
            if (realm != null) {
                own.getContext().setRealm(realm);
                own.getContext().setConnection(connection);
                work.accept(own, realm);
            }
            return null;
        });
    }

    @Override
    protected void rollbackImpl() {
        // what the event told of has not happened
    }
}
