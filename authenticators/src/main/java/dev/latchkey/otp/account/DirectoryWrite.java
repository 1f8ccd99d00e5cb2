package dev.latchkey.otp.account;

import java.util.function.Consumer;

import dev.latchkey.common.account.FreshUser;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.StorageId;

/** Writes to accounts of which some come from a directory that Keycloak may only read. */
public final class DirectoryWrite {

    private static final Logger LOG = Logger.getLogger(DirectoryWrite.class);

    /** What no account has outstanding. */
    private static final String NO_ACTION = "latchkey-no-action";

    private DirectoryWrite() {
    }

    /**
     * Finds out without a write: one that fails leaves the account in a state in which Keycloak's own required actions
     * fail as well, see {@link FreshUser#behindCache}.
     *
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account
     * @return whether an action of the account can be stored and ended
     */
    public static boolean possible(KeycloakSession session, RealmModel realm, UserModel user) {
        if (StorageId.isLocalStorage(user.getId()) && !user.isFederated()) {
            return true;
        }
        UserModel stored = FreshUser.behindCache(session, realm, user.getId());
        return stored != null && attempt(stored, account -> account.removeRequiredAction(NO_ACTION));
    }

    /**
     * @param user  the account
     * @param write what to write
     * @return whether it was written; false when the directory is read-only
     */
    public static boolean attempt(UserModel user, Consumer<UserModel> write) {
        try {
            write.accept(user);
            return true;
        } catch (ReadOnlyException e) {
            LOG.debugf("The directory of account %s stores nothing", user.getId());
            return false;
        }
    }
}
