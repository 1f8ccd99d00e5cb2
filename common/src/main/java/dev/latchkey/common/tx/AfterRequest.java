package dev.latchkey.common.tx;

import java.util.function.BiConsumer;

import org.keycloak.common.ClientConnection;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Work that follows a request: in a session of its own, after the request's transaction has committed and released its
 * connection, but before the caller gets the response. Runs again after a lost race. If it fails, the request is
 * answered with an error, because what the work was to end may still be active.
 */
public final class AfterRequest extends AbstractKeycloakTransaction {

    private final KeycloakSessionFactory factory;
    private final ClientConnection connection;
    private final String realmId;
    private final BiConsumer<KeycloakSession, RealmModel> work;

    /**
     * @param request the request's session
     * @param realmId the realm
     * @param work    the work; not run if the realm no longer exists
     */
    public AfterRequest(KeycloakSession request, String realmId, BiConsumer<KeycloakSession, RealmModel> work) {
        this.factory = request.getKeycloakSessionFactory();
        this.connection = request.getContext().getConnection();
        this.realmId = realmId;
        this.work = work;
    }

    @Override
    protected void commitImpl() {
        OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
            own.getContext().setConnection(connection);
            work.accept(own, realm);
            return true;
        });
    }

    @Override
    protected void rollbackImpl() {
        // the change that the event reports was rolled back
    }
}
