package dev.latchkey.common.account;

import org.keycloak.models.utils.StorageUnavailableUserModelDelegate;
import org.keycloak.models.utils.UserModelDelegate;

/** Keycloak's copy of an account whose directory does not answer: a class of its own. */
final class UnavailableStorage {

    private UnavailableStorage() {
    }

    /** Whether a user is such a copy. */
    static boolean is(UserModelDelegate user) {
        return user instanceof StorageUnavailableUserModelDelegate;
    }
}
