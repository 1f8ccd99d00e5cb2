package dev.latchkey.refreshtoken.token;

import java.util.Optional;

import org.keycloak.common.util.MultiSiteUtils;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.session.UserSessionPersisterProvider;

/**
 * The row of a client's part of an offline session, from which Keycloak restores it after a restart. Where sessions are
 * not persistent otherwise, Keycloak writes it when the part begins, and stores no later change of the part's notes.
 */
final class StoredOfflinePart {

    private StoredOfflinePart() {
    }

    /** Stores the notes of a part, if it is one of an offline session and has a row that Keycloak does not update. */
    static void update(KeycloakSession session, AuthenticatedClientSessionModel part) {
        UserSessionModel userSession = part.getUserSession();
        if (!userSession.isOffline() || MultiSiteUtils.isPersistentSessionsEnabled()) {
            return;
        }
        UserSessionPersisterProvider persister = session.getProvider(UserSessionPersisterProvider.class);
        // a part without a row has ended elsewhere, or this Keycloak keeps sessions in no database
        Optional.ofNullable(persister.loadUserSession(part.getRealm(), userSession.getId(), true))
                .map(stored -> stored.getAuthenticatedClientSessionByClient(part.getClient().getId()))
                .ifPresent(stored -> persister.createClientSession(part, true));
    }
}
