package dev.latchkey.sms;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.account.StrongFactors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Decides whether a number counts although its SIM card may have been swapped. What is not known counts as swapped.
 *
 * @param session the request's session, whose context has the realm
 * @param policy  of the realm
 */
public record SimSwapRule(KeycloakSession session, SmsPolicy policy) {

    private static final Logger LOG = Logger.getLogger(SimSwapRule.class);

    /**
     * @param user   the account
     * @param number its proven number, in the form of E.164
     * @return whether a code to the number may be a second factor: the policy does not ask, the SIM card is the same
     *         for long enough, or the account has nothing stronger and the policy allows that
     */
    public boolean allows(UserModel user, String number) {
        return policy.simSwapTime().isZero() || isOld(number)
                || policy.swappedAlone() && !StrongFactors.has(user);
    }

    private boolean isOld(String number) {
        SimSwapCheck check = session.getProvider(SimSwapCheck.class);
        if (check == null) {
            LOG.errorf("Realm %s demands a check of SIM cards, and the server has none: numbers count as swapped",
                    session.getContext().getRealm().getName());
            return false;
        }
        RequestTransaction.releaseConnection(session);
        try {
            return check.ask(number).isOlder(policy.simSwapTime(), Time.currentTimeMillis());
        } catch (RuntimeException e) {
            // without the exception, whose message may repeat the number
            LOG.errorf("The check of a SIM card has failed: %s", e.getClass().getName());
            return false;
        }
    }
}
