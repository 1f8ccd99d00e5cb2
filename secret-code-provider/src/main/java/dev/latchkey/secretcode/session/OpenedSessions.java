package dev.latchkey.secretcode.session;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.events.AfterRequest;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The sessions of Keycloak's that a code has opened, online and offline. A session bears the code's id while no one has
 * signed in to it otherwise, and so does the part of it that belongs to the code's client: what ends is what the code
 * has opened, and nothing that a user has signed in to in the same browser.
 */
public final class OpenedSessions {

    /** Note of a session, and of a client's part of it, that a code has opened: the code's id. */
    public static final String OPENED_BY = "latchkey_secret_code";

    /** Note of a session that a sign-in under way is about to open by a code: the code's id. */
    private static final String OPENING = "latchkey_secret_code_opening";

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session in whose transaction the sessions end
     * @param realm   the realm
     */
    public OpenedSessions(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Ends what a code has opened.
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
            remove(opened);
            return;
        }
        List<AuthenticatedClientSessionModel> parts = opened.getAuthenticatedClientSessions().values().stream()
                .filter(part -> codeId.equals(part.getNote(OPENED_BY))).toList();
        parts.forEach(AuthenticatedClientSessionModel::detachFromUserSession);
        if (!parts.isEmpty() && opened.getAuthenticatedClientSessions().isEmpty()) {
            remove(opened);
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
     * Notes that a sign-in under way is about to open a session by a code. No one signs in just now: the time that
     * tokens say is that of the sign-in which gave the code, for which Keycloak has a note of sign-ins elsewhere.
     *
     * @param signIn the sign-in
     * @param code   the code, which was redeemed
     */
    public static void opening(AuthenticationSessionModel signIn, PresentedSecretCode code) {
        signIn.setUserSessionNote(OPENING, code.id());
        signIn.setClientNote(AuthenticationManager.AUTH_TIME_BROKER, String.valueOf(code.signedInAt()));
    }

    /**
     * Forgets what {@link #opening} has noted, where the sign-in begins anew.
     *
     * @param signIn the sign-in
     */
    public static void openingNoMore(AuthenticationSessionModel signIn) {
        signIn.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
    }

    /**
     * Takes the note off a session that was opened by a code.
     *
     * @param userSession the session
     * @return the code's id; empty when no code has opened it just now
     */
    public static Optional<String> opened(UserSessionModel userSession) {
        Optional<String> code = Optional.ofNullable(userSession.getNote(OPENING));
        code.ifPresent(opened -> userSession.removeNote(OPENING));
        return code;
    }

    /**
     * Ends a session that is being opened, once it is there, if its code has ended meanwhile: anyone who ended the code
     * could not see it yet.
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
