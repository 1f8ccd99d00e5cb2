package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.mail.Delivery;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Telephone numbers as names of accounts, for modules that do not know how numbers are read, proven and texted to. */
public interface PhoneIdentifiers extends Provider {

    /** The user attribute with the number. */
    String ATTRIBUTE = "phoneNumber";
    /** The id of the channel that proves numbers. */
    String CHANNEL = "sms";

    /**
     * @param realm the realm
     * @return by which addresses accounts are named now; {@link AccountIdentifier#EMAIL} where no number can be proven
     */
    AccountIdentifier policy(RealmModel realm);

    /**
     * Asked by what protects accounts that a number names: an administrator who stops texts must not take that away.
     *
     * @param realm the realm
     * @return whether numbers name accounts by its configuration and the server's, also while none can be proven
     */
    boolean areConfigured(RealmModel realm);

    /**
     * @param realm the realm
     * @return whether a code to the number that names an account may reset its password
     */
    boolean resets(RealmModel realm);

    /**
     * @param realm the realm
     * @return whether a code to a number may be an only factor, at sign-in or for a new password: not where the realm
     *         has a network asked whether its SIM card was swapped
     */
    boolean sufficesAlone(RealmModel realm);

    /**
     * @param realm the realm
     * @param user  an account
     * @return whether it has a claim to any number, or has had one until another account has proven that number
     */
    boolean hasClaims(RealmModel realm, UserModel user);

    /**
     * @param realm the realm
     * @param user  an account
     * @return whether another account has proven its number since, and it has proven none after that
     */
    boolean hasLostNumber(RealmModel realm, UserModel user);

    /**
     * @param realm  the realm
     * @param number a number in the form of E.164
     * @return the id of the account that has the claim to this number; empty when none has
     */
    Optional<String> claimant(RealmModel realm, String number);

    /**
     * @param realm  the realm
     * @param user   an account
     * @param number a number in the form of E.164
     * @return whether the account has had the claim to it until another account has claimed it without proving it by a
     *         code, and has proven no number since
     */
    boolean mayReturn(RealmModel realm, UserModel user, String number);

    /**
     * @param realm the realm
     * @param typed a number as users type it; may be null
     * @return it in the form of ITU-T E.164; empty when it is no number to which the realm sends texts
     */
    Optional<String> read(RealmModel realm, String typed);

    /**
     * @param realm  the realm
     * @param number a number in the form of E.164
     * @return the account that it names, which has proven it
     */
    Optional<UserModel> find(RealmModel realm, String number);

    /**
     * Claims a number for an account that sign-up has made by it and that has just proven it by a code, unless it names
     * another one, or names one alone whose user has sent a text from it. The claim is committed when this returns,
     * with what the request has written until now, and names the account once {@link #proven} has stored the proof.
     *
     * @param realm  the realm
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return whether the account has the claim now
     */
    boolean claim(RealmModel realm, UserModel user, String number);

    /**
     * Stores the proof of a number that the account has claimed. Accounts whose users have sent a text from it lose it.
     *
     * @param realm  the realm
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return false when the account's directory stores nothing, or another account has claimed the number since: the
     *         caller rolls the transaction of the request back
     */
    boolean proven(RealmModel realm, UserModel user, String number);

    /** @return sign-ups by a number from which the user sends a text */
    SignUpTexts signUpTexts();

    /**
     * @param realm the realm
     * @return what sets the number of an account of it
     */
    NumberChanges numberChanges(RealmModel realm);

    /**
     * @param authSession a sign-in whose flow has succeeded
     * @param user        its user
     * @return the text that the user may send to prove a number
     */
    NumberText numberText(AuthenticationSessionModel authSession, UserModel user);

    /**
     * Reads which sign-up by a number was the last one, with the transaction of another one that has just begun.
     *
     * @param realm  the realm
     * @param number the number, in the form of E.164
     * @return a mark for {@link #signedUp}
     * @throws MissingRowException for the transaction's runner, at the first sign-up by the number
     */
    long signUpMark(RealmModel realm, String number);

    /**
     * Makes a sign-up by a number the last one, with its transaction, in which it has replaced the pending account of
     * the one before.
     *
     * @param realm  the realm
     * @param number the number, in the form of E.164
     * @param mark   the mark that was read before
     * @return false when another sign-up was quicker: the caller rolls its transaction back
     */
    boolean signedUp(RealmModel realm, String number, long mark);

    /**
     * Writes the text that tells the owner of an account, in place of a code, of a sign-up with its number.
     *
     * @param message the request, its client and the owner
     * @return the text
     * @throws MessageNotComposedException if it cannot be written
     */
    Delivery accountExists(OtpMessage message) throws MessageNotComposedException;
}
