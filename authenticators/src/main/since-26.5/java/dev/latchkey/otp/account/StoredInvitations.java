package dev.latchkey.otp.account;

import java.util.Optional;

import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionToken;
import org.keycloak.common.VerificationException;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationInvitationModel;
import org.keycloak.organization.InvitationManager;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.organization.utils.Organizations;

/** The invitations that Keycloak has stored. */
final class StoredInvitations {

    private final KeycloakSession session;

    StoredInvitations(KeycloakSession session) {
        this.session = session;
    }

    /** The token of the link by which a request comes; empty when there is none. */
    Optional<InviteOrgActionToken> presented(HttpRequest request) throws VerificationException {
        return Optional.ofNullable(Organizations.parseInvitationToken(session, request));
    }

    /** The invitation of a token that Keycloak has signed; empty when it has expired, was used or revoked. */
    Optional<Invitation> find(InviteOrgActionToken token) {
        return find(token.getId(), token.getRedirectUri());
    }

    /** The invitation with an id, without its redirect URI; empty when it has expired, was used or revoked. */
    Optional<Invitation> find(String id) {
        return find(id, null);
    }

    /** Uses up an invitation; false when another request has. */
    boolean remove(String id) {
        return manager().remove(id);
    }

    private Optional<Invitation> find(String id, String redirectUri) {
        return Optional.ofNullable(manager().getById(id)).filter(stored -> !stored.isExpired())
                .map(stored -> invitation(stored, redirectUri));
    }

    private static Invitation invitation(OrganizationInvitationModel stored, String redirectUri) {
        return new Invitation(stored.getId(), stored.getOrganizationId(), stored.getEmail(), stored.getFirstName(),
                stored.getLastName(), redirectUri);
    }

    private InvitationManager manager() {
        return session.getProvider(OrganizationProvider.class).getInvitationManager();
    }
}
