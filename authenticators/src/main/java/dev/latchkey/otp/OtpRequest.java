package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.limit.guard.GuardBudget;
import org.keycloak.models.RealmModel;

/**
 * A request for a code: the user, the context and the client address.
 *
 * @param realm            the realm
 * @param binding          the context that the code is bound to
 * @param afterFirstFactor whether the user has passed a first factor: decides which counts failures and mails are
 *                         charged to, and whether the page may show the delivery status of the mail
 * @param decoy            whether no account exists that the code could serve: everything is done and counted as for an
 *                         account, but no code and no link is ever accepted
 * @param pending          whether the account's mailbox is to be proven: the requester may have created it a moment
 *                         ago, and must not see that the address had no account before
 * @param clientAddress    the key of rate limits by client address
 * @param links            whether the message may hold a link: its channel can, and a browser waits in which the link
 *                         can be opened. The code of an app can only be typed
 * @param prompt           the page that can show a number to be typed where the link is opened in another browser;
 *                         empty for an app, for any other purpose than the second factor, and where the policy has it
 *                         off
 * @param sessionAlone     whether the first factor is a session of an earlier sign-in, and nothing else was proven: any
 *                         page that its user visits can cause such a request
 */
public record OtpRequest(RealmModel realm, ChallengeBinding binding, boolean afterFirstFactor, boolean decoy,
        boolean pending, String clientAddress, boolean links, Optional<NumberPrompt> prompt, boolean sessionAlone) {

    /** Creates a request that more has preceded than a session, or nothing at all. */
    public OtpRequest(RealmModel realm, ChallengeBinding binding, boolean afterFirstFactor, boolean decoy,
            boolean pending, String clientAddress, boolean links, Optional<NumberPrompt> prompt) {
        this(realm, binding, afterFirstFactor, decoy, pending, clientAddress, links, prompt, false);
    }

    /**
     * @param linkable whether the message may hold a link
     * @param shown    the page that can show a number; empty for none
     * @return the same request, for a message like this
     */
    public OtpRequest by(boolean linkable, Optional<NumberPrompt> shown) {
        return new OtpRequest(realm, binding, afterFirstFactor, decoy, pending, clientAddress, linkable, shown,
                sessionAlone);
    }

    /**
     * @return whether an earlier challenge of this owner is answered whatever account it was mailed for: a decoy and a
     *         pending account must not be told from an account in use
     */
    public boolean sharesAnyChallenge() {
        return decoy || pending && !afterFirstFactor;
    }

    /**
     * @return the budget that failures are charged to; failures of an unauthenticated requester, and those at an
     *         address that is not the account's yet, are never charged to the account's second factor, and proving such
     *         an address clears none of its failures
     */
    public GuardBudget budget() {
        return switch (binding.purpose()) {
            case FIRST_FACTOR -> GuardBudget.PASSWORDLESS;
            case SECOND_FACTOR -> GuardBudget.SECOND_FACTOR;
            case VERIFY_EMAIL -> afterFirstFactor ? GuardBudget.SECOND_FACTOR : GuardBudget.SIGN_UP;
            case SIGN_UP -> GuardBudget.SIGN_UP;
            case PASSWORD_RESET -> GuardBudget.PASSWORD_RESET;
            case NEW_ADDRESS -> GuardBudget.NEW_ADDRESS;
        };
    }

    /** @return the subject that failures and mails are counted for */
    public String subject() {
        return budget().subject(binding.userId(), binding.address());
    }

    /**
     * Returns the owner of the challenge. A challenge of an unauthenticated requester belongs to the address. If it
     * belonged to the account, a requester who signs up again could see from the earlier challenges whether a pending
     * account was replaced. The challenge of a sign-up belongs to that sign-up alone, whatever its result.
     *
     * @return the account's id, the id that stands in for it where there is no account, or the address as a hash
     */
    public String owner() {
        return binding.purpose() == Purpose.SIGN_UP ? binding.userId() : subject();
    }
}
