package dev.latchkey.risk.provider;

import java.util.List;

import dev.latchkey.risk.AccountMark;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.RiskPolicy;
import dev.latchkey.risk.RiskResult;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Evaluates the risk of sign-ins, and remembers those that have succeeded. It may throw: its callers take an evaluation
 * that fails for a medium risk, and a sign-in that could not be remembered has taken place all the same.
 */
public interface RiskProvider extends Provider {

    /**
     * @param session any session
     * @return the provider of this server
     */
    static RiskProvider of(KeycloakSession session) {
        return session.getProvider(RiskProvider.class);
    }

    /**
     * Evaluates a sign-in. Writes nothing.
     *
     * @param realm    the realm
     * @param userId   the account, whose name was given; it need not be proven yet
     * @param observed what the request shows
     * @param policy   what the realm demands
     * @return score, level and reasons
     * @throws RuntimeException if it cannot tell
     */
    RiskResult evaluate(RealmModel realm, String userId, ObservedSignIn observed, RiskPolicy policy);

    /**
     * Remembers a sign-in that has succeeded, after its request.
     *
     * @param realm    the realm
     * @param userId   the account
     * @param observed what its request has shown
     */
    void remember(RealmModel realm, String userId, ObservedSignIn observed);

    /**
     * @param realm  the realm
     * @param userId an account
     * @return all that is remembered of it; empty for nothing
     */
    List<RememberedValue> remembered(RealmModel realm, String userId);

    /**
     * Remembers what was noticed of an account besides its sign-ins. An account of which no sign-in is remembered is
     * passed over.
     *
     * @param realm    the realm
     * @param userId   the account
     * @param mark     what was noticed
     * @param atMillis when, epoch milliseconds
     */
    void rememberMark(RealmModel realm, String userId, AccountMark mark, long atMillis);

    /**
     * Erases all that is remembered of an account, but that there was a history, since an erased one is not that of a
     * new account, and when each {@link AccountMark} was noticed.
     *
     * @param realm  the realm
     * @param userId the account
     */
    void erase(RealmModel realm, String userId);
}
