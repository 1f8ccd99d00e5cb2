package dev.latchkey.signin.logout;

import java.util.List;

import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.Constants;
import org.keycloak.models.UserSessionModel;

/**
 * A client's part of a session in which tokens were issued by the exchange of another client's token. Keycloak notes in
 * it the clients of all tokens that led to the exchange, and its revocation of one of their tokens ends it, whether or
 * not the user has signed in to it as well.
 */
public final class ExchangedPart {

    private ExchangedPart() {
    }

    /**
     * @param userSession a session
     * @param origin      a client's part of it
     * @return the other parts of the session in which tokens were issued for one of that part
     */
    public static List<AuthenticatedClientSessionModel> of(UserSessionModel userSession,
            AuthenticatedClientSessionModel origin) {
        String note = Constants.TOKEN_EXCHANGE_SUBJECT_CLIENT + origin.getClient().getClientId();
        return userSession.getAuthenticatedClientSessions().values().stream()
                .filter(part -> part.getNote(note) != null
                        && !part.getClient().getId().equals(origin.getClient().getId()))
                .toList();
    }
}
