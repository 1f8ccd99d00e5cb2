package dev.latchkey.refreshtoken.token;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
 * @param before        Keycloak's own notes of the client's refresh tokens from before the request
 */
record PresentedToken(SpentToken token, UserSessionModel userSession, AuthenticatedClientSessionModel clientSession,
        Map<String, String> before) {

    private static final String ATTRIBUTE = "latchkey.presented-refresh-token";
    /** Keycloak's notes, with values that mean the same to it as none: not every Keycloak stores a note's removal. */
    private static final Map<String, String> UNUSED = Map.of(
            AuthenticatedClientSessionModel.REFRESH_TOKEN_PREFIX, "",
            AuthenticatedClientSessionModel.REFRESH_TOKEN_USE_PREFIX, "0",
            AuthenticatedClientSessionModel.REFRESH_TOKEN_LAST_REFRESH_PREFIX, "0");

    static PresentedToken of(SpentToken token, AuthenticatedClientSessionModel clientSession, String reuseKey) {
        Map<String, String> before = new HashMap<>();
        UNUSED.forEach((note, unused) -> before.put(note + reuseKey,
                Objects.requireNonNullElse(clientSession.getNote(note + reuseKey), unused)));
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
            presented.before.forEach(presented.clientSession::setNote);
        });
        session.removeAttribute(ATTRIBUTE);
    }

    private boolean isAttached() {
        return userSession.getAuthenticatedClientSessionByClient(clientSession.getClient().getId()) != null;
    }
}
