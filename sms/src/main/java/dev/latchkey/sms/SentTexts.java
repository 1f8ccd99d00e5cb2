package dev.latchkey.sms;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.latchkey.common.keys.MacMessage;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Texts that users send to prove a number: a page shows a word, and a text with this word from this number lets the
 * page go on, once. The word is no secret: it tells texts apart, and is worth nothing without the number of its sender.
 * Kept where Keycloak keeps sign-ins that are under way, on all nodes, for as long as a code lives.
 */
public final class SentTexts {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String AWAITED = "latchkey-text-awaited.";
    private static final String ARRIVED = "latchkey-text-arrived.";
    private static final String REALM = "realm";
    private static final String NUMBER = "number";
    /** Epoch seconds: what the cache forgets, it forgets later at times. */
    private static final String UNTIL = "until";

    private final KeycloakSession session;

    /** @param session a session; no realm of its context is read */
    public SentTexts(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Waits for a text from now on.
     *
     * @param realmId the realm whose page shows the word
     * @param number  the number, in the form of E.164
     * @return the word that the text has to hold
     */
    public String await(String realmId, String number) {
        String word = RANDOM.ints(InboundText.WORD, 0, InboundText.LETTERS.length())
                .mapToObj(InboundText.LETTERS::charAt).map(String::valueOf).collect(Collectors.joining());
        session.singleUseObjects().put(AWAITED + hash(word), LIFE.toSeconds(), Map.of(REALM, realmId,
                NUMBER, number, UNTIL, Long.toString(Time.currentTime() + LIFE.toSeconds())));
        return word;
    }

    /**
     * @param realmId the realm
     * @param number  the number, in the form of E.164
     * @param word    what {@link #await} has returned for them
     * @return whether a text with this word is still of use: false once it was taken
     */
    public boolean isAwaited(String realmId, String number, String word) {
        return found(AWAITED, word).filter(text -> isOf(text, realmId, number)).isPresent();
    }

    /**
     * Takes note of a text. One that no page waits for, of another number, late or already used up changes nothing.
     *
     * @param realmId the realm that the gateway has reported it to; empty where the gateway is of all realms
     * @param text    the text, which the gateway vouches for
     * @return whether a page waited for it
     */
    public boolean arrived(Optional<String> realmId, InboundText text) {
        Optional<String> number = text.number();
        return number.isPresent()
                && text.words().stream().anyMatch(word -> arrived(realmId, number.get(), word));
    }

    private boolean arrived(Optional<String> realmId, String number, String word) {
        // what is awaited stays: a page that asks in between would show another word, and a provider repeats a report
        // whose note is lost with its transaction or its node
        Optional<Map<String, String>> awaited = found(AWAITED, word)
                .filter(text -> isOf(text, realmId.orElse(text.get(REALM)), number));
        awaited.ifPresent(text -> session.singleUseObjects().put(ARRIVED + hash(word), LIFE.toSeconds(), text));
        return awaited.isPresent();
    }

    /**
     * @param realmId the realm
     * @param number  the number, in the form of E.164
     * @param word    what {@link #await} has returned for them
     * @return whether {@link #take} would return true now
     */
    public boolean hasArrived(String realmId, String number, String word) {
        return found(ARRIVED, word).filter(text -> isOf(text, realmId, number)).isPresent()
                && isAwaited(realmId, number, word);
    }

    /**
     * Uses an arrived text up.
     *
     * @param realmId the realm
     * @param number  the number, in the form of E.164
     * @param word    what {@link #await} has returned for them
     * @return true for the first that asks after the text has arrived, within ten minutes of {@link #await}
     */
    public boolean take(String realmId, String number, String word) {
        // what arrives may arrive again, from another node; what is awaited is noted once, and no report counts without
        boolean taken = hasArrived(realmId, number, word)
                && session.singleUseObjects().remove(AWAITED + hash(word)) != null;
        if (taken) {
            session.singleUseObjects().remove(ARRIVED + hash(word));
        }
        return taken;
    }

    private Optional<Map<String, String>> found(String kind, String word) {
        return Optional.ofNullable(session.singleUseObjects().get(kind + hash(word)))
                .filter(text -> Time.currentTime() < Long.parseLong(text.get(UNTIL)));
    }

    private static boolean isOf(Map<String, String> text, String realmId, String number) {
        return realmId.equals(text.get(REALM)) && number.equals(text.get(NUMBER));
    }

    private static String hash(String word) {
        return MacMessage.of("sent-text", word).sha256();
    }
}
