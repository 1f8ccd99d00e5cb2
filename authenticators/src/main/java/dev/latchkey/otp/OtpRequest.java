package dev.latchkey.otp;

import dev.latchkey.common.guard.GuardBudget;
import org.keycloak.models.RealmModel;

/**
 * Who asks for a code, from where.
 *
 * @param realm            the realm
 * @param binding          where the code will belong
 * @param afterFirstFactor whether a first factor was passed: decides which failures and sends count against what, and
 *                         whether the page may say what became of the mail
 * @param decoy            whether there is no account that the code could serve: everything is done and counted as for
 *                         an account, but no code and no link will ever be right
 * @param clientAddress    what to limit the client's address by
 */
public record OtpRequest(RealmModel realm, ChallengeBinding binding, boolean afterFirstFactor, boolean decoy,
        String clientAddress) {

    /** @return what failures are charged to: an unauthenticated requester's never to the account's second factor */
    public GuardBudget budget() {
        return switch (binding.purpose()) {
            case FIRST_FACTOR -> GuardBudget.PASSWORDLESS;
            case SECOND_FACTOR -> GuardBudget.SECOND_FACTOR;
            case VERIFY_EMAIL -> afterFirstFactor ? GuardBudget.SECOND_FACTOR : GuardBudget.SIGN_UP;
            case SIGN_UP -> GuardBudget.SIGN_UP;
            case PASSWORD_RESET -> GuardBudget.PASSWORD_RESET;
        };
    }

    /** @return whose failures and mails these are */
    public String subject() {
        return budget().subject(binding.userId(), binding.email());
    }

    /**
     * Tells whose the challenge is. What unauthenticated requesters ask for is the address's: were it the account's, no
     * matter who signs up again would see by the challenges of before whether a pending account was replaced. Each
     * sign-up is one of its own, whatever became of it.
     *
     * @return the account's id, who stands in for it where there is none, or the address as a hash
     */
    public String owner() {
        return binding.purpose() == Purpose.SIGN_UP ? binding.userId() : subject();
    }
}
