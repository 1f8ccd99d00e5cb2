package dev.latchkey.otp.account;

import java.util.function.Consumer;

import org.jboss.logging.Logger;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;

/** Writes to accounts of which some come from a directory that Keycloak may only read. */
public final class DirectoryWrite {

    private static final Logger LOG = Logger.getLogger(DirectoryWrite.class);

    private DirectoryWrite() {
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
