package dev.latchkey.secretcode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.rotating.RotatingSecret;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Secret codes: who holds the newest generation of one, and is the client it was made for, is signed in again. Races
 * are settled by conditional UPDATE and unique keys, on all nodes together. Questions and uses have transactions of
 * their own, unless they say otherwise; {@link #issue} and {@link #end} work in the transaction of their session.
 */
public interface SecretCodeProvider extends Provider {

    /**
     * Issues a code, in the transaction of the session: where that is rolled back, what the new code replaces is as
     * good as before. The caller has made sure that a user has just signed in, and writes the credential that stands
     * for the code in Keycloak's consoles under the id that this returns.
     *
     * @param realm  the realm
     * @param signIn who has signed in, where and with which client
     * @param policy how long the code lives, and how many a user may have
     * @param first  whether it must be the first code that this very sign-in gives to the client
     * @return the code, or why there is none
     */
    SecretCodeIssueResult issue(RealmModel realm, SignIn signIn, SecretCodePolicy policy, boolean first);

    /**
     * Looks a code up; changes nothing and costs one statement.
     *
     * @param realm     the realm
     * @param presented what somebody presents
     * @return the code, still to be verified; empty when it was never issued here or has ended
     */
    Optional<PresentedSecretCode> find(RealmModel realm, RotatingSecret presented);

    /**
     * Notes a use, and moves the code to its next generation where it rotates. Never extends its absolute lifetime.
     *
     * @param realm  the realm
     * @param code   what was found and verified
     * @param use    the session that it opens, and from where
     * @param rotate whether the code is to rotate
     * @return what the app holds from now on; empty when the code has ended meanwhile
     */
    Optional<RotatingSecret> redeem(RealmModel realm, PresentedSecretCode code, Use use, boolean rotate);

    /**
     * Reads in the transaction of the session, so that it splits nothing which the request has written.
     *
     * @param realm    the realm
     * @param codeId   a code that has opened a session
     * @param clientId the id of the client that asks
     * @return what its app holds, when the code is the client's and has not ended
     */
    Optional<RotatingSecret> current(RealmModel realm, String codeId, String clientId);

    /**
     * Ends a code, in the transaction of the session. Which sessions it has opened stays known until
     * {@link #forgetSessions}, so that nothing of them is lost where they cannot be ended now.
     *
     * @param realmId the realm
     * @param userId  the owner
     * @param codeId  the code
     * @param reason  why
     * @return whether it was usable until now
     */
    boolean end(String realmId, String userId, String codeId, SecretCodeEndReason reason);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return the codes that have not ended, the newest first; only those whose credential stands are usable
     */
    List<SecretCode> list(String realmId, String userId);

    /**
     * @param realmId   the realm
     * @param sessionId a session of Keycloak's
     * @return the codes that have not ended and that it gave or that have opened it
     */
    List<CodeId> ofSession(String realmId, String sessionId);

    /**
     * @param realmId the realm
     * @param codeIds codes
     * @return ids of the sessions that each has opened or that gave it, as far as they can still be alive; read in the
     *         transaction of the session
     */
    Map<String, List<String>> sessions(String realmId, Collection<String> codeIds);

    /**
     * Forgets which sessions codes have opened, in the transaction of the session.
     *
     * @param realmId the realm
     * @param codeIds codes that have ended, with their sessions
     */
    void forgetSessions(String realmId, Collection<String> codeIds);

    /**
     * @param since epoch milliseconds; codes that have ended before are not asked for
     * @param after the last id of the page before; empty for the first page
     * @param max   most codes to return
     * @return codes of any realm that have ended, and whose sessions are not known to have; in the order of their ids
     */
    List<CodeId> unsettled(long since, String after, int max);

    /**
     * @param realmId the realm
     * @param codeId  a code
     * @return whether it has not ended
     */
    boolean stands(String realmId, String codeId);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return the owner's codes that have not been ended, though their time may be over
     */
    List<ActiveSecretCode> held(String realmId, String userId);

    /**
     * A code and whose it is.
     *
     * @param id       the code
     * @param realmId  the realm
     * @param userId   the owner
     * @param clientId the id of the client that holds it
     */
    record CodeId(String id, String realmId, String userId, String clientId) {
    }

    /**
     * Where a code is used.
     *
     * @param sessionId the session that it opens
     * @param endsAt    when that session ends at the latest, epoch milliseconds
     * @param address   the client's address
     */
    record Use(String sessionId, long endsAt, String address) {

        /** Keeps of the address what columns hold. */
        public Use {
            address = ClientAddress.kept(address);
        }
    }
}
