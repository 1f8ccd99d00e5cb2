package dev.latchkey.signin;

import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.UserSessionModel;

/**
 * What sessions remember of the secret code that has opened them, and refresh tokens learn of it. A user session and
 * the part of the code's client in it have the notes, until a user signs in to them.
 */
public final class OpenedByCode {

    /** Claim of a refresh token that was issued in such a part: the code's id, by which alone nothing can be opened. */
    public static final String CLAIM = "latchkey_code";

    /** Note of such a session and part, where the policy of the code allows no offline access. */
    private static final String ONLINE = "latchkey_secret_code_online";

    private OpenedByCode() {
    }

    /**
     * @param part a client's part of a session
     * @return id of the code that has opened the part; empty when a user has signed in to it
     */
    public static Optional<String> code(AuthenticatedClientSessionModel part) {
        return PartNotes.get(part, SignInTime.OPENED_BY);
    }

    /**
     * @param userSession a session
     * @return whether a code has opened it, and no user has signed in to it since
     */
    public static boolean isMarked(UserSessionModel userSession) {
        return userSession.getNote(SignInTime.OPENED_BY) != null;
    }

    /**
     * Whether no offline session may be made of a part: the policy of the code that has opened it does not allow that,
     * or, where none has, that of the code of the session to which it was added without a user's sign-in.
     *
     * @param part a client's part of a session
     * @return whether it has to stay online
     */
    public static boolean staysOnline(AuthenticatedClientSessionModel part) {
        return code(part).isPresent() ? PartNotes.get(part, ONLINE).isPresent()
                : part.getUserSession().getNote(ONLINE) != null;
    }

    /**
     * Marks a session that a code has opened.
     *
     * @param userSession the session
     * @param code        the code's id
     * @param online      whether no offline session may be made of it
     */
    public static void mark(UserSessionModel userSession, String code, boolean online) {
        userSession.setNote(SignInTime.OPENED_BY, code);
        if (online) {
            userSession.setNote(ONLINE, "true");
        }
    }

    /**
     * Marks a client's part of a session that a code has opened.
     *
     * @param part   the part
     * @param code   the code's id
     * @param online whether no offline session may be made of it
     */
    public static void mark(AuthenticatedClientSessionModel part, String code, boolean online) {
        part.setNote(SignInTime.OPENED_BY, code);
        if (online) {
            part.setNote(ONLINE, "true");
        } else {
            PartNotes.takeBack(part, ONLINE);
        }
    }

    /**
     * Removes the marks of a session to which a user has signed in.
     *
     * @param userSession the session
     */
    public static void unmark(UserSessionModel userSession) {
        Stream.of(SignInTime.OPENED_BY, ONLINE).filter(note -> userSession.getNote(note) != null)
                .forEach(userSession::removeNote);
    }

    /**
     * Removes the marks of a part to which a user has signed in.
     *
     * @param part the part
     */
    public static void unmark(AuthenticatedClientSessionModel part) {
        Stream.of(SignInTime.OPENED_BY, ONLINE).forEach(note -> PartNotes.takeBack(part, note));
    }
}
