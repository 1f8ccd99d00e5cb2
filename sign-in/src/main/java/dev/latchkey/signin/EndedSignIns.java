package dev.latchkey.signin;

import java.time.Duration;
import java.util.Map;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends the sign-ins of a user that are in progress where Keycloak leaves no trace that could be read later: the user
 * signs all or all other devices out, or an account is disabled, and perhaps enabled again. A mark in the store of
 * single-use objects, which all nodes share, is compared with the one that a tab has noted. Tokens are not concerned,
 * as they are by a "not before".
 */
public final class EndedSignIns {

    /** The mark is held in memory, as the tabs are. */
    private static final Duration KEPT = Duration.ofDays(1);
    /**
     * How long what a sign-in has proven counts: the mark must not be gone by then, and Keycloak lets a tab wait for as
     * long as its browser opens further ones. An hour for clocks that differ.
     */
    private static final Duration LONGEST = KEPT.minusHours(1);
    private static final String MARK = "latchkey.sign-ins-ended.";
    private static final String ID = "id";
    private static final String SEPARATOR = " ";

    private EndedSignIns() {
    }

    /**
     * Ends all sign-ins of a user that are in progress now.
     *
     * @param session the session to work in
     * @param realmId the realm
     * @param userId  the user
     */
    public static void end(KeycloakSession session, String realmId, String userId) {
        String key = key(realmId, userId);
        // an event for each of several sessions: the store takes one value of a key in a transaction
        if (session.getAttribute(key) == null) {
            String id = KeycloakModelUtils.generateId();
            session.setAttribute(key, id);
            session.singleUseObjects().put(key, KEPT.toSeconds(), Map.of(ID, id));
        }
    }

    /**
     * Ends all sign-ins of a user that are in progress now, except for that of the request, in which the user has asked
     * for it.
     *
     * @param session the request's session
     * @param realmId the realm
     * @param userId  the user
     */
    public static void endOthers(KeycloakSession session, String realmId, String userId) {
        end(session, realmId, userId);
        CurrentTab.of(session).filter(tab -> tab.getAuthenticatedUser().getId().equals(userId))
                .ifPresent(tab -> accept(session, tab));
    }

    /**
     * Notes that what the tab has proven until now counts, whatever was ended before.
     *
     * @param session     the request's session
     * @param authSession a tab that has a user
     */
    public static void accept(KeycloakSession session, AuthenticationSessionModel authSession) {
        authSession.setAuthNote(note(authSession), Time.currentTime() + SEPARATOR + mark(session, authSession));
    }

    /**
     * @param session     the request's session
     * @param authSession a tab that has a user
     * @return whether the user's sign-ins were ended since the tab's was noted, or may have been, because that was too
     *         long ago; false when it never was
     */
    public static boolean since(KeycloakSession session, AuthenticationSessionModel authSession) {
        String noted = authSession.getAuthNote(note(authSession));
        if (noted == null) {
            return false;
        }
        String[] parts = noted.split(SEPARATOR, 2);
        String mark = mark(session, authSession);
        return !mark.isEmpty() && !mark.equals(parts[1])
                || Time.currentTime() - Integer.parseInt(parts[0]) > LONGEST.toSeconds();
    }

    private static String mark(KeycloakSession session, AuthenticationSessionModel authSession) {
        String key = key(authSession.getRealm().getId(), authSession.getAuthenticatedUser().getId());
        String ofThisRequest = session.getAttribute(key, String.class);
        if (ofThisRequest != null) {
            return ofThisRequest;
        }
        Map<String, String> found = session.singleUseObjects().get(key);
        return found == null ? "" : found.getOrDefault(ID, "");
    }

    private static String note(AuthenticationSessionModel authSession) {
        return MARK + authSession.getAuthenticatedUser().getId();
    }

    private static String key(String realmId, String userId) {
        return MARK + realmId + "." + userId;
    }
}
