package dev.latchkey.otp;

import org.keycloak.models.RealmModel;

import dev.latchkey.common.guard.GuardBudget;

/**
 * Who asks for a code, from where.
 *
 * @param realm            the realm
 * @param binding          where the code will belong
 * @param afterFirstFactor whether a first factor was passed: decides which failures and sends count against what
 * @param clientAddress    what to limit the client's address by
 */
public record OtpRequest(RealmModel realm, ChallengeBinding binding, boolean afterFirstFactor, String clientAddress) {

    /** @return what failures are charged to: a stranger's never to the account's second factor */
    public GuardBudget budget() {
        return afterFirstFactor ? GuardBudget.SECOND_FACTOR : GuardBudget.PASSWORDLESS;
    }
}
