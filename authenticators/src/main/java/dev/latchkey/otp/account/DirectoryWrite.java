package dev.latchkey.otp.account;

import java.util.function.Consumer;

import dev.latchkey.common.account.FreshUser;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.StorageId;

/** Writes to accounts, some of which belong to a read-only user directory. */
public final class DirectoryWrite {

    private static final Logger LOG = Logger.getLogger(DirectoryWrite.class);

    /** A required action that no account ever has. */
    private static final String NO_ACTION = "latchkey-no-action";

    private DirectoryWrite() {
    }

    /**
     * Checks without a real change: a failed write leaves the account in a state in which Keycloak's own required
     * actions fail as well, see {@link FreshUser#behindCache}.
     *
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account
     * @return whether required actions of the account can be stored and removed
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
     * @param write the change
     * @return whether the change was written; false when the directory is read-only
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
