package dev.latchkey.otp.account;

import java.util.Locale;
import java.util.Optional;

import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionToken;
import org.keycloak.common.VerificationException;
import org.keycloak.common.util.Time;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;

/**
 * The invitations of a Keycloak that stores none: the id of one is its signed token, and one that was used is
 * remembered until it expires. An administrator cannot revoke one.
 */
final class StoredInvitations {

    private static final String USED = "latchkey-used-invitation.";

    private final KeycloakSession session;

    StoredInvitations(KeycloakSession session) {
        this.session = session;
    }

    /** The token of the link by which a request comes; empty when there is none. */
    Optional<InviteOrgActionToken> presented(HttpRequest request) throws VerificationException {
        return decoded(request.getUri().getQueryParameters().getFirst(Constants.TOKEN));
    }

    /** The invitation of a token that Keycloak has signed; empty when it has expired or was used. */
    Optional<Invitation> find(InviteOrgActionToken token) {
        return token.isExpired() || session.singleUseObjects().contains(used(token)) ? Optional.empty()
                : Optional.of(new Invitation(session.tokens().encode(token), token.getOrgId(), token.getEmail(), null,
                        null, token.getRedirectUri()));
    }

    /** The invitation with an id; empty when it has expired or was used. */
    Optional<Invitation> find(String id) {
        return decoded(id).flatMap(this::find);
    }

    /** Uses up an invitation; false when another request has. */
    boolean remove(String id) {
        return decoded(id).filter(token -> session.singleUseObjects()
                .putIfAbsent(used(token), Math.max(1, token.getExp() - Time.currentTime()))).isPresent();
    }

    private Optional<InviteOrgActionToken> decoded(String key) {
        return key == null ? Optional.empty()
                : Optional.ofNullable(session.tokens().decode(key, InviteOrgActionToken.class));
    }

    /** Not by the token's id: each link for the same invitation has another one. */
    private static String used(InviteOrgActionToken token) {
        return USED + token.getOrgId() + '.' + token.getExp() + '.' + token.getEmail().toLowerCase(Locale.ROOT);
    }
}
