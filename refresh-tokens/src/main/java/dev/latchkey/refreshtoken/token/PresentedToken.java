package dev.latchkey.refreshtoken.token;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.refreshtoken.SpentToken;
import dev.latchkey.refreshtoken.jpa.SpentTokens;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;

/**
 * The refresh token that a request has spent. Where Keycloak refuses the request after that, without tokens in its
 * answer, the token is restored: an attacker could have gained nothing, and the client may ask again once the reason is
 * gone, such as a missing consent or a pending account.
 *
 * @param token         the token
 * @param userSession   the session that it refreshes
 * @param clientSession its client's part of that
 * @param before        Keycloak's own notes of the client's refresh tokens from before the request, null for
 *                      those that were not there
 */
record PresentedToken(SpentToken token, UserSessionModel userSession, AuthenticatedClientSessionModel clientSession,
        Map<String, String> before) {

    private static final String ATTRIBUTE = "latchkey.presented-refresh-token";

    static PresentedToken of(SpentToken token, AuthenticatedClientSessionModel clientSession, String reuseKey) {
        Map<String, String> before = new HashMap<>();
        List.of(AuthenticatedClientSessionModel.REFRESH_TOKEN_PREFIX,
                AuthenticatedClientSessionModel.REFRESH_TOKEN_USE_PREFIX,
                AuthenticatedClientSessionModel.REFRESH_TOKEN_LAST_REFRESH_PREFIX)
                .forEach(note -> before.put(note + reuseKey, clientSession.getNote(note + reuseKey)));
        return new PresentedToken(token, clientSession.getUserSession(), clientSession, before);
    }

    /** The token that this request has spent and not restored. */
    static Optional<PresentedToken> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, PresentedToken.class));
    }

    /** Notes that the request has spent the token. */
    void keep(KeycloakSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /** Restores the token that this request has spent, if there is one; one whose session has ended stays spent. */
    static void giveBack(KeycloakSession session) {
        of(session).filter(PresentedToken::isAttached).ifPresent(presented -> {
            new SpentTokens(session).giveBack(presented.token);
            presented.before.forEach(presented::restore);
        });
        session.removeAttribute(ATTRIBUTE);
    }

    private boolean isAttached() {
        return userSession.getAuthenticatedClientSessionByClient(clientSession.getClient().getId()) != null;
    }

    private void restore(String note, String value) {
        if (value == null) {
            clientSession.removeNote(note);
        } else {
            clientSession.setNote(note, value);
        }
    }
}
