package dev.latchkey.otp;

import dev.latchkey.otp.account.PhoneProof;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The telephone number that the user of a sign-in sets, or replaces, by a code to it: in a browser and in an app. */
public interface NumberChanges {

    /** @return whether users of the realm can set one: the required action is on, and texts can be sent */
    boolean areOffered();

    /**
     * Does not ask whether an account holds the number, so that the answer tells nothing of it.
     *
     * @param authSession a sign-in whose flow has succeeded
     * @param user        its user
     * @param number      a number in the form of E.164
     * @return whether a text may be sent to it, and this sign-in has proven enough to set it
     */
    boolean accepts(AuthenticationSessionModel authSession, UserModel user, String number);

    /**
     * Stores that a code has proven a number, in place of the one before, reports it, and tells the mailbox and the
     * number before.
     *
     * @param authSession a sign-in whose flow has succeeded
     * @param user        its user
     * @param proof       the accepted code
     * @param event       the event of the request; clones are sent
     * @return false when nothing was stored: another account claims the number at the same moment, this one has been
     *         given a number or another factor meanwhile, or its directory stores nothing
     */
    boolean prove(AuthenticationSessionModel authSession, UserModel user, PhoneProof proof, EventBuilder event);
}
