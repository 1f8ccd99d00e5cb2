package dev.latchkey.secretcode.session;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.signin.SignInTime;
import dev.latchkey.signin.logout.ExchangedPart;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The Keycloak sessions that a code has opened, online and offline. A user session, and the client session of the
 * code's client in it, have the code's id as a note until a user signs in to them by other means. So only what the code
 * has opened ends with it, and nothing that a user has signed in to in the same browser.
 */
public final class OpenedSessions {

    /** Note of a user session, and of a client session, that a code has opened: the code's id. */
    private static final String OPENED_BY = SignInTime.OPENED_BY;

    /** Note of a session that a sign-in in progress is about to open by a code: the code's id. */
    private static final String OPENING = SignInTime.OPENING;

    /** Beside it: when the session has started that the browser had before, in epoch seconds; 0 without one. */
    private static final String OPENING_IN = "latchkey_secret_code_opening_in";

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session the session in whose transaction the Keycloak sessions end
     * @param realm   the realm
     */
    public OpenedSessions(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Ends the user sessions and client sessions that a code has opened. Clients with a back-channel logout URL are
     * sent a logout token when the transaction is committed.
     *
     * @param codeId   the code
     * @param sessions ids of the sessions that it may have opened
     */
    public void end(String codeId, Collection<String> sessions) {
        sessions.stream()
                .flatMap(id -> Stream.of(session.sessions().getUserSession(realm, id),
                        session.sessions().getOfflineUserSession(realm, id)))
                .filter(Objects::nonNull).toList()
                .forEach(opened -> end(codeId, opened));
    }

    private void end(String codeId, UserSessionModel opened) {
        if (codeId.equals(opened.getNote(OPENED_BY))) {
            tell(opened.getAuthenticatedClientSessions().values());
            remove(opened);
            return;
        }
        List<AuthenticatedClientSessionModel> parts = opened.getAuthenticatedClientSessions().values().stream()
                .filter(part -> codeId.equals(part.getNote(OPENED_BY)))
                .flatMap(part -> Stream.concat(Stream.of(part), ExchangedPart.of(opened, part).stream()))
                .collect(Collectors.toMap(part -> part.getClient().getId(), part -> part, (one, same) -> one))
                .values().stream().toList();
        tell(parts);
        parts.forEach(AuthenticatedClientSessionModel::detachFromUserSession);
        if (!parts.isEmpty() && opened.getAuthenticatedClientSessions().isEmpty()) {
            remove(opened);
        }
    }

    /** As Keycloak's own logout does, but once the sessions have ended: their end must not wait for an app. */
    private void tell(Collection<AuthenticatedClientSessionModel> ending) {
        List<LogoutNotice> notices = LogoutNotice.of(session, ending);
        if (!notices.isEmpty()) {
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            Committed.then(session, () -> LogoutNotices.send(factory, notices));
        }
    }

    private void remove(UserSessionModel opened) {
        if (opened.isOffline()) {
            session.sessions().removeOfflineUserSession(realm, opened);
        } else {
            session.sessions().removeUserSession(realm, opened);
        }
    }

    /**
     * Records that a sign-in in progress is about to open a session by a code. No user signs in with it: the auth_time
     * of the tokens is that of the sign-in in which the code was issued. It is set by the note that Keycloak has for
     * sign-ins at an identity provider.
     *
     * @param session the request's session
     * @param signIn  the sign-in
     * @param code    the code, which was redeemed
     */
    public static void opening(KeycloakSession session, AuthenticationSessionModel signIn, PresentedSecretCode code) {
        UserSessionModel before = new AuthenticationSessionManager(session).getUserSession(signIn);
        signIn.setUserSessionNote(OPENING, code.id());
        signIn.setUserSessionNote(OPENING_IN, String.valueOf(before == null ? 0 : before.getStarted()));
        signIn.setClientNote(AuthenticationManager.AUTH_TIME_BROKER, String.valueOf(code.signedInAt()));
    }

    /**
     * Removes the auth_time that {@link #opening} has set, when the sign-in starts over.
     *
     * @param signIn the sign-in
     */
    public static void openingNoMore(AuthenticationSessionModel signIn) {
        signIn.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
    }

    /**
     * What a code has just opened.
     *
     * @param codeId  the code's id
     * @param session whether it is the user session itself, and not only a client's part of one that the browser had:
     *                Keycloak starts one anew that has expired meanwhile
     */
    public record Opened(String codeId, boolean session) {
    }

    /**
     * Removes the notes of {@link #opening} from a session that a code has opened.
     *
     * @param userSession the session
     * @return what was opened; empty when no code has opened it just now
     */
    public static Optional<Opened> opened(UserSessionModel userSession) {
        Optional<Opened> opened = Optional.ofNullable(userSession.getNote(OPENING)).map(code -> new Opened(code,
                !String.valueOf(userSession.getStarted()).equals(userSession.getNote(OPENING_IN))));
        opened.ifPresent(noted -> {
            userSession.removeNote(OPENING);
            userSession.removeNote(OPENING_IN);
        });
        return opened;
    }

    /**
     * Ends a session that the request is opening, as soon as it exists, if its code has ended meanwhile. The request
     * that ended the code could not see the session yet.
     *
     * @param request   the request that opens it
     * @param realmId   the realm
     * @param codeId    the code
     * @param sessionId the session
     */
    public static void confirm(KeycloakSession request, String realmId, String codeId, String sessionId) {
        request.getTransactionManager().enlistAfterCompletion(new AfterRequest(request, realmId, (own, realm) -> {
            if (!own.getProvider(SecretCodeProvider.class).stands(realmId, codeId)) {
                new OpenedSessions(own, realm).end(codeId, List.of(sessionId));
            }
        }));
    }
}
