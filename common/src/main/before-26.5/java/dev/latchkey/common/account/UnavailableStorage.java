package dev.latchkey.common.account;

import org.keycloak.models.UserModel;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;
import org.keycloak.models.utils.UserModelDelegate;

/**
 * Keycloak's copy of an account whose directory does not answer. This Keycloak makes it of the class that it also has
 * for an account whose entry is gone. The copy names the directory when it refuses a change; the other does not.
 */
final class UnavailableStorage {

    private UnavailableStorage() {
    }

    /** Whether a user is such a copy. */
    static boolean is(UserModelDelegate user) {
        return user instanceof ReadOnlyUserModelDelegate
                && !refusal(user).equals(refusal(new ReadOnlyUserModelDelegate(user.getDelegate(), false)));
    }

    private static String refusal(UserModel readOnly) {
        try {
            readOnly.setEmailVerified(readOnly.isEmailVerified());
            return "";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
