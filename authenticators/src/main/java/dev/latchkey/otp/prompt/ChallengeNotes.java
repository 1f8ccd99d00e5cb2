package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.Purpose;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What the authentication session of one tab remembers of a challenge; no secret among it. */
public final class ChallengeNotes {

    private static final String PREFIX = "latchkey.otp.";
    private static final char SEPARATOR = '/';

    private final AuthenticationSessionModel authSession;
    private final String challenge;
    private final String opened;

    /**
     * @param authSession the tab's session
     * @param purpose     notes of different purposes never meet
     */
    public ChallengeNotes(AuthenticationSessionModel authSession, Purpose purpose) {
        this.authSession = authSession;
        this.challenge = PREFIX + purpose.id() + ".challenge";
        this.opened = PREFIX + purpose.id() + ".opened";
    }

    /** @return the challenge of this tab */
    public Optional<String> challenge() {
        return Optional.ofNullable(authSession.getAuthNote(challenge));
    }

    /** @param challengeId the challenge of this tab from now on */
    public void challenge(String challengeId) {
        authSession.setAuthNote(challenge, challengeId);
    }

    /**
     * Notes that the link of this tab's challenge was accepted.
     *
     * @param reference the short word of the mail it came in
     */
    public void linkAccepted(String reference) {
        challenge().ifPresent(id -> authSession.setAuthNote(opened, id + SEPARATOR + reference));
    }

    /**
     * Takes note of an accepted link, once.
     *
     * @return the short word of the mail whose link was accepted; empty when that of this tab's challenge was not
     */
    public Optional<String> takeAcceptedLink() {
        Optional<String> accepted = Optional.ofNullable(authSession.getAuthNote(opened));
        authSession.removeAuthNote(opened);
        return challenge().map(id -> id + SEPARATOR).flatMap(id ->
                accepted.filter(note -> note.startsWith(id)).map(note -> note.substring(id.length())));
    }

    /** Forgets the challenge, once it was answered. */
    public void clear() {
        authSession.removeAuthNote(challenge);
        authSession.removeAuthNote(opened);
    }
}
