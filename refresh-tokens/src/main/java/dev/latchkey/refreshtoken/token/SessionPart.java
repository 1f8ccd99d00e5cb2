package dev.latchkey.refreshtoken.token;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * Names a client's part of a session, in a note of it and in each refresh token that is issued in it. A reused token, a
 * replayed authorization code and a revocation end the part, and a user who signs in to the client once more within the
 * same session begins another. To Keycloak both are the same but for their start, and it takes a token that was issued
 * up to a second before it: the stolen token would be good again.
 */
final class SessionPart {

    /** The claim that carries the name. A token from before there was this claim has none; its successor will. */
    static final String CLAIM = "latchkey_part";

    private static final String ONLINE = "latchkey.part.";
    /** Keycloak copies the notes of an online part to the offline part that it creates of it, each time again. */
    private static final String OFFLINE = "latchkey.offline-part.";

    private SessionPart() {
    }

    /** Adds the claim to a token that is being issued in a client's session. */
    static void mark(KeycloakSession session, RefreshToken token, AuthenticatedClientSessionModel clientSession) {
        AuthenticatedClientSessionModel part = TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType())
                ? offline(session, clientSession) : clientSession;
        if (part != null) {
            token.getOtherClaims().put(CLAIM, name(session, part));
        }
    }

    /** Whether a token was issued in this part, and in none that has ended. */
    static boolean issued(RefreshToken token, AuthenticatedClientSessionModel part) {
        Object name = token.getOtherClaims().get(CLAIM);
        return name == null || part.getNote(prefix(part) + name) != null;
    }

    private static String prefix(AuthenticatedClientSessionModel part) {
        return part.getUserSession().isOffline() ? OFFLINE : ONLINE;
    }

    /**
     * Each name is a note of its own: of two requests at once that name the part, neither undoes the other's name. It
     * is written each time that a token carries it: Keycloak's cache may have it from a request whose commit has
     * failed.
     */
    private static String name(KeycloakSession session, AuthenticatedClientSessionModel part) {
        String prefix = prefix(part);
        Optional<String> known = part.getNotes().keySet().stream().filter(note -> note.startsWith(prefix))
                .map(note -> note.substring(prefix.length())).min(Comparator.naturalOrder());
        String name = known.orElseGet(() -> UUID.randomUUID().toString());
        part.setNote(prefix + name, "1");
        if (known.isEmpty()) {
            StoredOfflinePart.update(session, part);
        }
        return name;
    }

    /** The part of the offline session, which Keycloak has created from this one. */
    private static AuthenticatedClientSessionModel offline(KeycloakSession session,
            AuthenticatedClientSessionModel clientSession) {
        UserSessionModel userSession = clientSession.getUserSession();
        if (userSession.isOffline()) {
            return clientSession;
        }
        UserSessionModel offline = session.sessions().getOfflineUserSession(clientSession.getRealm(),
                userSession.getId());
        return offline == null ? null
                : offline.getAuthenticatedClientSessionByClient(clientSession.getClient().getId());
    }
}
