package dev.latchkey.sms;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import org.keycloak.models.KeycloakSession;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The text that one tab, or one sign-up of an app, waits for: its word is noted there, and no other tab uses it up. */
public final class AwaitedText {

    /** Note of the tab: the word that it shows. No secret, see {@link SentTexts}. */
    private static final String WORD = "latchkey.sms.word";

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final SentTexts texts;

    /**
     * @param session     the request's session
     * @param authSession the tab
     */
    public AwaitedText(KeycloakSession session, AuthenticationSessionModel authSession) {
        this.session = session;
        this.authSession = authSession;
        this.texts = new SentTexts(session);
    }

    /** @return the word of the tab; empty where it waits for none */
    public Optional<String> word() {
        return Optional.ofNullable(authSession.getAuthNote(WORD));
    }

    /**
     * Gives the tab a word, unless it has one that is still of use for the number.
     *
     * @param number  the number, in the form of E.164
     * @param demands the rates of a new word
     * @return whether it has a word now; where it was refused, it has none
     */
    public RateResult await(String number, List<RateDemand> demands) {
        if (isAwaited(number)) {
            return new RateResult.Admitted();
        }
        forget();
        RateResult rate = OwnTransaction.run(session, own -> own.getProvider(RateLimiter.class).take(demands));
        if (rate.refusal().isEmpty()) {
            authSession.setAuthNote(WORD, texts.await(realmId(), number));
        }
        return rate;
    }

    /**
     * @param number the number, in the form of E.164
     * @return whether the text with the tab's word has arrived from the number, and was not used up yet
     */
    public boolean hasArrived(String number) {
        return word().filter(shown -> texts.hasArrived(realmId(), number, shown)).isPresent();
    }

    /**
     * @param number the number, in the form of E.164
     * @return true once, after the text with the tab's word has arrived from the number
     */
    public boolean takeArrived(String number) {
        boolean arrived = word().filter(shown -> texts.take(realmId(), number, shown)).isPresent();
        if (arrived) {
            forget();
        }
        return arrived;
    }

    /**
     * @param number the number, in the form of E.164
     * @return whether a text with the tab's word is still of use, also one that has arrived
     */
    public boolean isAwaited(String number) {
        return word().filter(shown -> texts.isAwaited(realmId(), number, shown)).isPresent();
    }

    private String realmId() {
        return authSession.getRealm().getId();
    }

    /** Waits for no text any more. */
    public void forget() {
        authSession.removeAuthNote(WORD);
    }
}
