package dev.latchkey.risk.provider;

import java.util.Collection;
import java.util.List;

import dev.latchkey.risk.DailyRisk;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/** Counts sign-ins for the report, whichever {@link RiskProvider} evaluates them. */
public interface SignInCounts extends Provider {

    /**
     * @param session any session
     * @return the counts of this server
     */
    static SignInCounts of(KeycloakSession session) {
        return session.getProvider(SignInCounts.class);
    }

    /**
     * Counts a sign-in once the request has committed. Returns at once: the count is written later.
     *
     * @param realm the realm
     * @param more  what to add
     */
    void count(RealmModel realm, DailyRisk more);

    /**
     * Writes counts, in the transaction of the session.
     *
     * @param realm the realm
     * @param more  what to add
     */
    void write(RealmModel realm, Collection<DailyRisk> more);

    /**
     * @param realm the realm
     * @param day   the first day, days since 1970-01-01
     * @return the counts since that day, of which those of one client and one outcome are summed up as that day's
     */
    List<DailyRisk> since(RealmModel realm, long day);
}
