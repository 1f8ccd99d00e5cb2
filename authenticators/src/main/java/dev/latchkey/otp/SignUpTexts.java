package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.limit.RateResult;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Sign-ups by a telephone number from which the user sends a text in place of getting one. The number of a sender can
 * be forged: such a sign-up is for a number that no account holds, which then names the account and is no factor of it.
 */
public interface SignUpTexts {

    /**
     * @param realm the realm
     * @return the number to which users who sign up may send a text; empty where they may not
     */
    Optional<String> serviceNumber(RealmModel realm);

    /**
     * Waits for a text with the word of the tab, which has it until it is of no use any more; then it gets a new one,
     * within rates of the number and of the client's address.
     *
     * @param authSession the tab
     * @param number      the number, in the form of E.164
     * @return whether the tab has a word now
     */
    RateResult await(AuthenticationSessionModel authSession, String number);

    /**
     * @param authSession the tab
     * @return the word that the text has to hold; no secret. Empty where {@link #await} was not called
     */
    Optional<String> word(AuthenticationSessionModel authSession);

    /**
     * @param authSession the tab
     * @param number      the number, in the form of E.164
     * @return whether a text with the tab's word is still of use, also one that has arrived
     */
    boolean isAwaited(AuthenticationSessionModel authSession, String number);

    /**
     * @param authSession the tab
     * @param number      the number that was typed, in the form of E.164
     * @return whether the text with the tab's word has arrived from the number, and was not used up yet
     */
    boolean hasArrived(AuthenticationSessionModel authSession, String number);

    /**
     * Uses an arrived text up.
     *
     * @param authSession the tab
     * @param number      the number, in the form of E.164
     * @return true once, after a text with the tab's word has arrived from the number in time
     */
    boolean takeArrived(AuthenticationSessionModel authSession, String number);

    /**
     * @param realm  the realm
     * @param user   an account
     * @param number a number in the form of E.164
     * @return whether no other account holds the number, by a code or a text, or claims it
     */
    boolean isFree(RealmModel realm, UserModel user, String number);

    /**
     * Claims a number as {@link PhoneIdentifiers#claim} does, and from no account that holds it.
     *
     * @param realm  the realm
     * @param user   the account, which sign-up has made by the number
     * @param number the number, in the form of E.164
     * @return whether the account has the claim now
     */
    boolean claim(RealmModel realm, UserModel user, String number);

    /**
     * Stores that the user of an account has sent a text from the number that it has claimed.
     *
     * @param realm  the realm
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return as {@link PhoneIdentifiers#proven}
     */
    boolean proven(RealmModel realm, UserModel user, String number);
}
