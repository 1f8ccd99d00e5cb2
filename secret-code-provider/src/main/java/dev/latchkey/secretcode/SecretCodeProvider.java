package dev.latchkey.secretcode;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.rotating.RotatingSecret;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Secret codes: who holds the newest generation of one, and is the client it was made for, is signed in again. Races
 * are settled by conditional UPDATE and unique keys, on all nodes together. Questions and uses have transactions of
 * their own; {@link #issue} and {@link #end} work in the transaction of their session.
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
    Issue issue(RealmModel realm, SignIn signIn, CodePolicy policy, boolean first);

    /**
     * Looks a code up; changes nothing and costs one statement.
     *
     * @param realm     the realm
     * @param presented what somebody presents
     * @return the code, still to be judged; empty when it was never issued here or has ended
     */
    Optional<KnownCode> find(RealmModel realm, RotatingSecret presented);

    /**
     * Notes a use, and moves the code to its next generation where it rotates. Never extends its absolute lifetime.
     *
     * @param realm  the realm
     * @param code   what was found and judged
     * @param use    the session that it opens, and from where
     * @param rotate whether the code is to rotate
     * @return what the app holds from now on; empty when the code has ended meanwhile
     */
    Optional<RotatingSecret> redeem(RealmModel realm, KnownCode code, Use use, boolean rotate);

    /**
     * @param realm    the realm
     * @param codeId   a code that has opened a session
     * @param clientId the id of the client that asks
     * @return what its app holds, when the code is the client's and has not ended
     */
    Optional<RotatingSecret> current(RealmModel realm, String codeId, String clientId);

    /**
     * Ends a code, in the transaction of the session, and forgets which sessions it has opened: ask for
     * {@link #sessions} before.
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
     * @param codeId  a code
     * @return ids of the sessions that it has opened or that gave it, as far as they can still be alive; read in the
     *         transaction of the session
     */
    List<String> sessions(String realmId, String codeId);

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
    List<HeldCode> held(String realmId, String userId);

    /**
     * @param now current time, epoch milliseconds
     * @param max most codes to return
     * @return codes of any realm whose time is over and that nobody has ended
     */
    List<CodeId> overdue(long now, int max);

    /**
     * @param max most codes to return
     * @return codes of any realm that have not ended though their credential is gone from the database
     */
    List<CodeId> withoutCredential(int max);

    /**
     * @param type the credential type of codes
     * @param max  most credentials to return
     * @return credentials of any realm that stand for no code, or for one that has ended
     */
    List<CodeId> credentialsWithoutCode(String type, int max);

    /**
     * A code and whose it is.
     *
     * @param id       the code
     * @param realmId  the realm
     * @param userId   the owner
     * @param clientId the id of the client that holds it; empty where there is no code
     */
    record CodeId(String id, String realmId, String userId, String clientId) {
    }

    /**
     * Where a code is used.
     *
     * @param sessionId the session that it opens
     * @param address   the client's address
     */
    record Use(String sessionId, String address) {

        /** Keeps of the address what columns hold. */
        public Use {
            address = ClientAddress.kept(address);
        }
    }
}
