package dev.latchkey.credential.console;

import java.util.Optional;

import dev.latchkey.common.account.FreshUser;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * What a user calls the rows that {@link ConsoleCredentials} stand for. Where this node's cache of the user does not
 * have a credential, the database is asked, once: the cache may lag, and what can be used must be listed.
 */
public final class CurrentNames {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final String type;
    private final ConsoleCredentials cached;
    private Optional<ConsoleCredentials> stored;

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    the owner
     * @param type    the credential type of the rows in question
     */
    public CurrentNames(KeycloakSession session, RealmModel realm, UserModel user, String type) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.type = type;
        this.cached = new ConsoleCredentials(user, type);
    }

    /**
     * @param id a row
     * @return what its owner calls it, empty without a name; nothing when the credential is gone
     */
    public Optional<String> of(String id) {
        return cached.name(id).or(() -> stored().flatMap(credentials -> credentials.name(id)));
    }

    private Optional<ConsoleCredentials> stored() {
        if (stored == null) {
            stored = Optional.ofNullable(FreshUser.of(session, realm, user))
                    .map(fresh -> new ConsoleCredentials(fresh, type));
        }
        return stored;
    }
}
