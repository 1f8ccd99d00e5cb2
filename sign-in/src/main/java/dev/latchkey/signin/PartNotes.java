package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.models.AuthenticatedClientSessionModel;

/**
 * Notes of a client's part of a session that can be taken back for good. Keycloak 26.6 before 26.6.7 and 26.7 before
 * 26.7.3 remove such a note in their cache alone: it would be back after a restart. They store one that is overwritten,
 * so an empty note stands for none.
 */
public final class PartNotes {

    private static final String NONE = "";

    private PartNotes() {
    }

    /**
     * @param part a client's part of a session
     * @param note name of a note
     * @return its value; empty when there is none, or it was taken back
     */
    public static Optional<String> get(AuthenticatedClientSessionModel part, String note) {
        return Optional.ofNullable(part.getNote(note)).filter(value -> !value.equals(NONE));
    }

    /**
     * Takes a note back, if there is one.
     *
     * @param part a client's part of a session
     * @param note name of the note
     */
    public static void takeBack(AuthenticatedClientSessionModel part, String note) {
        if (get(part, note).isPresent()) {
            part.setNote(note, NONE);
        }
    }
}
