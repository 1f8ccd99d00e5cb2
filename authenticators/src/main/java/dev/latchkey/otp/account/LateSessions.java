package dev.latchkey.otp.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import dev.latchkey.signin.filter.RevokedSignIn;
import org.jboss.logging.Logger;
import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends sessions of sign-ins that complete while another request ends all sessions of the same user. Neither transaction
 * sees uncommitted changes of the other, so each checks again after its own commit: the request that ends sessions
 * looks for sessions, the sign-in looks at the user's "not before". The later of the two finds the changes of the
 * other. A sign-in on another node may miss the change, because that node's user cache is invalidated a moment later.
 */
public final class LateSessions {

    private static final Logger LOG = Logger.getLogger(LateSessions.class);

    private LateSessions() {
    }

    /**
     * Ends all sessions of the user that exist when the request is over.
     *
     * @param session   the request's session; the request itself has opened no user session
     * @param realm     the realm
     * @param user      the account
     * @param notBefore the account's new "not before", epoch seconds; nothing ends unless it was committed
     */
    static void end(KeycloakSession session, RealmModel realm, UserModel user, int notBefore) {
        String userId = user.getId();
        afterwards(session, realm.getId(), (own, found) -> {
            UserModel account = own.users().getUserById(found, userId);
            if (account != null && own.users().getNotBeforeOfUser(found, account) == notBefore) {
                new AccountAccess(own, found, account).endPendingAddress();
                return Stream.concat(own.sessions().getUserSessionsStream(found, account),
                                own.sessions().getOfflineUserSessionsStream(found, account))
                        .map(UserSessionModel::getId).toList();
            }
            return List.of();
        });
    }

    /**
     * Ends the session of a sign-in that was revoked before the request is over.
     *
     * @param session     the request's session
     * @param authSession the completed sign-in
     * @param sessionId   id of the user session that it has opened
     */
    public static void confirm(KeycloakSession session, AuthenticationSessionModel authSession, String sessionId) {
        String userId = authSession.getAuthenticatedUser().getId();
        int provenUnder = RevokedSignIn.provenUnder(session, authSession);
        afterwards(session, authSession.getRealm().getId(), (own, realm) -> {
            UserModel account = own.users().getUserById(realm, userId);
            return account != null && RevokedSignIn.notBefore(own, realm, account) != provenUnder
                    ? List.of(sessionId)
                    : List.of();
        });
    }

    /**
     * Runs when Keycloak closes the request's session: user sessions are written when the request's transaction ends,
     * which is before that.
     */
    private static void afterwards(KeycloakSession session, String realmId,
            BiFunction<KeycloakSession, RealmModel, List<String>> late) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        ClientConnection connection = session.getContext().getConnection();
        session.enlistForClose(() -> {
            List<String> found = new ArrayList<>();
            run(factory, connection, realmId, (own, realm) -> found.addAll(late.apply(own, realm)));
            // each in its own transaction: a session that cannot be ended must not prevent the end of the others
            found.forEach(id -> run(factory, connection, realmId, (own, realm) -> end(own, realm, id)));
        });
    }

    private static void end(KeycloakSession own, RealmModel realm, String sessionId) {
        Stream.of(own.sessions().getUserSession(realm, sessionId),
                        own.sessions().getOfflineUserSession(realm, sessionId))
                .filter(Objects::nonNull)
                .forEach(userSession -> AuthenticationManager.backchannelLogout(own, userSession, true));
    }

    private static void run(KeycloakSessionFactory factory, ClientConnection connection, String realmId,
            BiConsumer<KeycloakSession, RealmModel> work) {
        try {
            KeycloakModelUtils.runJobInTransaction(factory, own -> {
                RealmModel realm = own.realms().getRealm(realmId);
                if (realm != null) {
                    own.getContext().setRealm(realm);
                    own.getContext().setConnection(connection);
                    work.accept(own, realm);
                }
            });
        } catch (RuntimeException e) {
            LOG.errorf(e, "Realm %s: a session that was to end may go on", realmId);
        }
    }
}
