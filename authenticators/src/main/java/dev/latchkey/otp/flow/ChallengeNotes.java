package dev.latchkey.otp.flow;

import java.util.Optional;

import dev.latchkey.otp.Purpose;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What the authentication session of one tab remembers of a challenge; no secret among it. */
public final class ChallengeNotes {

    private static final String PREFIX = "latchkey.otp.";

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

    /** Notes that the link of this tab's challenge was accepted. */
    public void linkAccepted() {
        challenge().ifPresent(id -> authSession.setAuthNote(opened, id));
    }

    /**
     * Takes note of an accepted link, once.
     *
     * @return whether the link of this tab's challenge was accepted
     */
    public boolean takeAcceptedLink() {
        boolean accepted = challenge().isPresent() && challenge().get().equals(authSession.getAuthNote(opened));
        authSession.removeAuthNote(opened);
        return accepted;
    }

    /** Forgets the challenge, once it was answered. */
    public void clear() {
        authSession.removeAuthNote(challenge);
        authSession.removeAuthNote(opened);
    }
}
