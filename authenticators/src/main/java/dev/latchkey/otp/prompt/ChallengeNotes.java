package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.Purpose;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The notes about a challenge in the authentication session of one tab. They contain no secret. Several tabs of a
 * browser may have the same challenge; what its code or link proves, it proves in the tab that accepted it.
 */
public final class ChallengeNotes {

    private static final String PREFIX = "latchkey.otp.";
    private static final char SEPARATOR = '/';

    private final AuthenticationSessionModel authSession;
    private final String challenge;
    private final String opened;

    /**
     * Reads and writes the notes about mails.
     *
     * @param authSession the tab's session
     * @param purpose     the purpose; each purpose has separate notes
     */
    public ChallengeNotes(AuthenticationSessionModel authSession, Purpose purpose) {
        this(authSession, purpose, MailDelivery.CHANNEL);
    }

    /**
     * @param authSession the tab's session
     * @param purpose     the purpose; each purpose has separate notes
     * @param channel     the id of the channel; each channel has separate notes
     */
    public ChallengeNotes(AuthenticationSessionModel authSession, Purpose purpose, String channel) {
        // those of mails keep the name that nodes of earlier versions read
        String notes = PREFIX + purpose.id() + (channel.equals(MailDelivery.CHANNEL) ? "" : "." + channel);
        this.authSession = authSession;
        this.challenge = notes + ".challenge";
        this.opened = notes + ".opened";
    }

    /** @return the id of the challenge of this tab; empty when there is none */
    public Optional<String> challenge() {
        return Optional.ofNullable(authSession.getAuthNote(challenge));
    }

    /** @param challengeId the id of the challenge that this tab has from now on */
    public void challenge(String challengeId) {
        authSession.setAuthNote(challenge, challengeId);
    }

    /**
     * Notes that the link of this tab's challenge was accepted.
     *
     * @param reference the reference of the mail that contained it
     */
    public void linkAccepted(String reference) {
        challenge().ifPresent(id -> authSession.setAuthNote(opened, id + SEPARATOR + reference));
    }

    /** @return whether the link of a challenge of this tab was accepted, and the tab has not gone on yet */
    public boolean isLinkAccepted() {
        return authSession.getAuthNote(opened) != null;
    }

    /**
     * Reads and deletes the note of an accepted link.
     *
     * @return the reference of the mail whose link was accepted; empty when no link of this tab's challenge was
     *         accepted
     */
    public Optional<String> takeAcceptedLink() {
        Optional<String> accepted = Optional.ofNullable(authSession.getAuthNote(opened));
        authSession.removeAuthNote(opened);
        return challenge().map(id -> id + SEPARATOR).flatMap(id ->
                accepted.filter(note -> note.startsWith(id)).map(note -> note.substring(id.length())));
    }

    /** Deletes all notes, after the challenge was answered. */
    public void clear() {
        authSession.removeAuthNote(challenge);
        authSession.removeAuthNote(opened);
    }
}
