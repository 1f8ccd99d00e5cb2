package dev.latchkey.it.flow;

import java.util.Map;
import java.util.stream.Collectors;

import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** Reads what sessions of a user hold of a registration form. */
final class TypedNotes {

    private TypedNotes() {
    }

    static FetchOnServer of(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            return session.sessions().getUserSessionsStream(realm, session.users().getUserById(realm, userId))
                    .flatMap(user -> user.getAuthenticatedClientSessions().values().stream())
                    .flatMap(client -> client.getNotes().entrySet().stream())
                    // a note is taken away by an empty value
                    .filter(note -> note.getKey().startsWith("latchkey.sign-up.typed.") && !note.getValue().isEmpty())
                    .map(Map.Entry::getKey).collect(Collectors.joining(", "));
        };
    }
}
