package dev.latchkey.signin.credential;

import java.time.Duration;

import dev.latchkey.common.keys.MacMessage;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Which codes of Keycloak's credentials have been accepted. The credential itself says so as well, but only to requests
 * that read it after the one that used the code has been committed.
 */
final class SpentCodes {

    /**
     * How long a request may still have the credential as it was before the code was used: one that began before the
     * commit of another that took as long as a transaction of Keycloak may, five minutes, and takes as long itself.
     */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private SpentCodes() {
    }

    /**
     * Spends a code for ten minutes, unless the request is rolled back. From its commit on, the credential itself says
     * that the code was used.
     *
     * @param session    the session of the request
     * @param realm      the realm of the user
     * @param user       the user, whose store may number the credentials of each user from one
     * @param credential the id of the credential
     * @param position   which of its codes is spent
     * @return whether it was not spent before, on all nodes that share Keycloak's caches
     */
    static boolean spend(KeycloakSession session, RealmModel realm, UserModel user, String credential, int position) {
        // a hash: ids of users of directories are long, and without caches the key is a column of 255 characters
        String key = "latchkey-spent." + MacMessage.of(realm.getId(), user.getId(), credential,
                Integer.toString(position)).sha256();
        if (!session.singleUseObjects().putIfAbsent(key, KEPT.toSeconds())) {
            return false;
        }
        session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
            @Override
            protected void commitImpl() {
                // it stays spent
            }

            @Override
            protected void rollbackImpl() {
                // the credential still asks for this code
                session.singleUseObjects().remove(key);
            }
        });
        return true;
    }
}
