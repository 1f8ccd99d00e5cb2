package dev.latchkey.secretcode.redemption;

import java.util.Objects;
import java.util.stream.Stream;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.signin.logout.StoredSession;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The session in which a code is issued.
 *
 * @param id       the session
 * @param userId   its user
 * @param clientId the id of the app's client, which has a part in it
 * @param offline  whether it may live on as an offline session alone
 */
record IssuingSession(String id, String userId, String clientId, boolean offline) {

    /**
     * Ends a code that the request is issuing, as soon as it exists, if the session was logged out meanwhile or the app
     * was signed out of it. The logout could not see the code yet.
     *
     * @param request the request that issues it
     * @param realmId the realm
     * @param codeId  the code
     */
    void confirm(KeycloakSession request, String realmId, String codeId) {
        request.getTransactionManager().enlistAfterCompletion(new AfterRequest(request, realmId, (own, realm) -> {
            UserModel user = own.users().getUserById(realm, userId);
            if (user != null && !isOpen(own, realm, user)) {
                new SecretCodeEnd(own, realm, user).end(codeId, EndReason.LOGGED_OUT);
            }
        }));
    }

    /** Keycloak may have given the id to a session of another user. */
    private boolean isOpen(KeycloakSession own, RealmModel realm, UserModel user) {
        return Stream.of(own.sessions().getUserSession(realm, id),
                        offline ? own.sessions().getOfflineUserSession(realm, id) : null)
                .filter(Objects::nonNull)
                .filter(open -> user.equals(open.getUser()))
                .map(open -> open.getAuthenticatedClientSessionByClient(clientId))
                .anyMatch(part -> part != null && !StoredSession.hasEnded(own, part));
    }
}
