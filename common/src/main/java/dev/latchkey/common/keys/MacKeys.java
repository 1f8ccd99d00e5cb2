package dev.latchkey.common.keys;

import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Hands out the keys under which short secrets are stored. They are derived from the realm's own HS512 keys, which
 * Keycloak generates, rotates and shows in its console, and from the server's pepper where one is configured, so that a
 * copy of the database alone cannot be searched for six-digit codes (ASVS 6.5.2, 11.2.2).
 */
public interface MacKeys extends Provider {

    /**
     * Collects the realm's usable keys. Ask before the work's own transaction starts: this may read the realm.
     *
     * @param realm whose keys
     * @param use   what the keys are for; keys of different uses are unrelated
     * @return the keys, free of any session
     */
    KeyRing ring(RealmModel realm, String use);
}
