package dev.latchkey.secretcode;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.RotatingSecret;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Secret codes. A client that presents the newest generation of a code issued to it signs its user in again. Races are
 * resolved by conditional UPDATE and unique keys, across all nodes. Queries and uses run in transactions of their own
 * unless documented otherwise; {@link #issue} and {@link #end} work in the transaction of their session.
 */
public interface SecretCodeProvider extends Provider {

    /**
     * Issues a code in the transaction of the session: if that is rolled back, the codes that the new one replaces stay
     * valid. The caller has verified that a user has just signed in, and writes the console credential of the code
     * under the id that this method returns.
     *
     * @param realm  the realm
     * @param signIn the sign-in: account, session, client and address
     * @param policy how long the code lives, and how many a user may have
     * @param first  whether to issue a code only if this sign-in has not issued one to the client yet
     * @return the code, or why there is none
     */
    SecretCodeIssueResult issue(RealmModel realm, SignIn signIn, SecretCodePolicy policy, boolean first);

    /**
     * Looks a code up; changes nothing and executes one statement.
     *
     * @param realm     the realm
     * @param presented the code that a client presents
     * @return the code, not yet verified; empty when it was never issued in this realm or has ended
     */
    Optional<PresentedSecretCode> find(RealmModel realm, RotatingSecret presented);

    /**
     * Records a use, and moves the code to its next generation if it rotates. Never extends its absolute lifetime.
     *
     * @param realm  the realm
     * @param code   the code that was found and verified
     * @param use    the session that it opens, and the client's address
     * @param rotate whether the code is to rotate
     * @return the generation that the app uses from now on; empty when the code has ended meanwhile
     */
    Optional<RotatingSecret> redeem(RealmModel realm, PresentedSecretCode code, Use use, boolean rotate);

    /**
     * Returns the newest generation of a code. Reads in the transaction of the session, so that what the request has
     * written stays in one transaction.
     *
     * @param realm    the realm
     * @param codeId   a code that has opened a session
     * @param clientId the id of the client that requests it
     * @return the newest generation; empty when the code is not the client's or has ended
     */
    Optional<RotatingSecret> current(RealmModel realm, String codeId, String clientId);

    /**
     * Ends a code in the transaction of the session. The list of sessions that it has opened is kept until
     * {@link #forgetSessions}, so that they can be ended later if they cannot be ended now.
     *
     * @param realmId the realm
     * @param userId  the owner
     * @param codeId  the code
     * @param reason  why
     * @return whether it was usable until now
     */
    boolean end(String realmId, String userId, String codeId, EndReason reason);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return the codes that have not ended, the newest first; a code is usable only while its credential exists
     */
    List<SecretCode> list(String realmId, String userId);

    /**
     * @param realmId   the realm
     * @param sessionId a Keycloak session
     * @return the codes that have not ended and that were issued in it or have opened it
     */
    List<CodeId> ofSession(String realmId, String sessionId);

    /**
     * @param realmId    the realm
     * @param sessionIds Keycloak sessions, or keys of logouts by an identity provider
     * @return the codes of {@link #ofSession} of any of them; a code of several may be returned several times
     */
    List<CodeId> ofSessions(String realmId, Collection<String> sessionIds);

    /**
     * @param realmId the realm
     * @param issued  where a refresh token was issued
     * @return the codes that have not ended and that have opened that part, or were issued in that session to the same
     *         client by a sign-in before the token was issued; the session may be over, and its id that of a later one,
     *         of another user
     */
    List<CodeId> of(String realmId, IssuedIn issued);

    /**
     * @param realmId  the realm
     * @param clientId the id of a client
     * @param max      most codes to return
     * @return codes that have not ended and were issued to it
     */
    List<CodeId> ofClient(String realmId, String clientId, int max);

    /**
     * @param page the part of all codes to look at
     * @param max  most codes to return
     * @return codes of any realm that have not ended and whose client Keycloak's database does not have; ordered by id
     */
    List<CodeId> ofMissingClients(IdPage page, int max);

    /**
     * @param realmId the realm
     * @param codeIds codes
     * @return ids of the sessions that each code has opened or was issued in, as far as they can still be active;
     *         read in the transaction of the session
     */
    Map<String, List<String>> sessions(String realmId, Collection<String> codeIds);

    /**
     * Deletes the list of sessions that codes have opened, in the transaction of the session.
     *
     * @param realmId the realm
     * @param codeIds codes that have ended and whose sessions have
     */
    void forgetSessions(String realmId, Collection<String> codeIds);

    /**
     * Divides the codes of all realms into pages.
     *
     * @param after the last id of the page before; empty for the first page
     * @return the page that follows
     */
    IdPage page(String after);

    /**
     * @param since epoch milliseconds; codes that ended earlier are not returned
     * @param page  the part of all codes to look at
     * @param max   most codes to return
     * @return codes of any realm that have ended and whose sessions may not have; ordered by id
     */
    List<CodeId> unsettled(long since, IdPage page, int max);

    /**
     * @param realmId the realm
     * @param codeId  a code
     * @return whether it has not ended
     */
    boolean stands(String realmId, String codeId);

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return the owner's codes that have not been ended, including those whose lifetime is over
     */
    List<ActiveSecretCode> held(String realmId, String userId);

    /**
     * A code with its realm, owner and client.
     *
     * @param id       the code
     * @param realmId  the realm
     * @param userId   the owner
     * @param clientId the id of the client it was issued to
     */
    record CodeId(String id, String realmId, String userId, String clientId) {
    }

    /**
     * When and where a refresh token was issued.
     *
     * @param clientId  the id of the client
     * @param userId    the user; empty where the token names none that the realm knows, as by a pairwise subject
     * @param sessionId the Keycloak session; empty for none
     * @param issuedAt  when the token was issued, epoch seconds
     * @param codeId    the code that has opened the client's part of the session; any other text for none
     */
    record IssuedIn(String clientId, String userId, String sessionId, long issuedAt, String codeId) {
    }

    /**
     * A use of a code.
     *
     * @param sessionId the session that it opens
     * @param endsAt    when that session ends at the latest, epoch milliseconds
     * @param address   the client's address
     */
    record Use(String sessionId, long endsAt, String address) {

        /** Normalizes the address so that it fits its column. */
        public Use {
            address = ClientAddress.kept(address);
        }
    }
}
