package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.limit.RateResult;
import org.keycloak.events.EventBuilder;

/**
 * A text that the user of a sign-in sends to prove a telephone number, in place of a code that the user is sent: in a
 * browser and in an app. The number of a sender can be forged: such a proof is for a number that no other account
 * holds, replaces none that a code has proven, and makes the number no factor.
 */
public interface NumberText {

    /**
     * Asked at every request: the policy and the account may have changed since the last one.
     *
     * @return the number to which the user may send a text; empty where the realm takes none, and for an account to
     *         which a code has given a number
     */
    Optional<String> serviceNumber();

    /** @return the word that the text has to hold; no secret. Empty where the sign-in waits for no text */
    Optional<String> word();

    /** @return whether the sign-in waits for a text, which the user may still send */
    default boolean isAwaited() {
        return word().isPresent() && serviceNumber().isPresent();
    }

    /**
     * Waits for a text. The sign-in keeps the word that it has until that is of no use any more; then it gets a new
     * one, within a rate of the account.
     *
     * @param number the number from which it is sent, in the form of E.164
     * @return whether the sign-in has a word now
     */
    RateResult await(String number);

    /** Waits for no text any more. */
    void forget();

    /**
     * Uses the text up, stores that it has proven the number, reports it and tells the mailbox, once the text has
     * arrived and no other account holds the number. It answers in the same way where one holds it as where no text has
     * arrived.
     *
     * @param number the number that was typed, in the form of E.164
     * @param event  the event of the request; a clone is sent
     * @return whether the number is stored now; false also where {@link #isAwaited} is
     */
    boolean prove(String number, EventBuilder event);
}
