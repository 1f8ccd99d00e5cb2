package dev.latchkey.otp.account;

import java.util.Optional;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.RegistrationRecords;
import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionToken;
import org.keycloak.common.Profile;
import org.keycloak.common.VerificationException;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;

/**
 * The invitations of Keycloak's organizations at a sign-up (partly keycloak-services, not a public API). Keycloak opens
 * the registration form to any link that it has signed for an organization, and leaves the rest to the form.
 */
public final class Invitations {

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session the request's session
     * @param realm   the realm
     */
    public Invitations(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** @return whether server and realm have organizations; Keycloak has no provider for them otherwise */
    public boolean possible() {
        return Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION) && realm.isOrganizationsEnabled();
    }

    /**
     * @param request a request
     * @return whether it comes by the link of an invitation, valid or not
     */
    public boolean isPresented(HttpRequest request) {
        return possible() && request.getUri().getQueryParameters().containsKey(Constants.TOKEN);
    }

    /**
     * @param key a token that Keycloak has signed, as its links carry it; null for none
     * @return the invitation's token; empty for any other, and where there are no organizations
     */
    public Optional<InviteOrgActionToken> token(String key) {
        return key == null || !possible() ? Optional.empty()
                : Optional.ofNullable(session.tokens().decode(key, InviteOrgActionToken.class))
                        .filter(token -> InviteOrgActionToken.TOKEN_TYPE.equals(token.getActionId()));
    }

    /**
     * @param request a request
     * @return the invitation by whose link it comes; empty when there is none, or it has expired, was used or revoked,
     *         or its organization is gone or disabled
     */
    public Optional<Invitation> presented(HttpRequest request) {
        return token(request).flatMap(this::of);
    }

    /**
     * @param token an invitation's token, signed by Keycloak
     * @return its invitation; empty when it has expired, was used or revoked, or its organization is gone or disabled
     */
    public Optional<Invitation> of(InviteOrgActionToken token) {
        return token.isExpired() || !InviteOrgActionToken.TOKEN_TYPE.equals(token.getActionId()) ? Optional.empty()
                : stored().flatMap(invitations -> invitations.find(token))
                        .filter(invitation -> invitation.organizationId().equals(token.getOrgId()))
                        .filter(invitation -> organization(invitation.organizationId()).isPresent())
                        .filter(invitation -> invitation.isFor(token.getEmail()));
    }

    private Optional<InviteOrgActionToken> token(HttpRequest request) {
        if (!isPresented(request)) {
            return Optional.empty();
        }
        try {
            return new StoredInvitations(session).presented(request);
        } catch (VerificationException | RuntimeException e) {
            // text that Keycloak has not signed may have any form
            return Optional.empty();
        }
    }

    /**
     * @param id id of an organization
     * @return the organization; empty when it is gone or disabled, or there are none in the realm
     */
    public Optional<OrganizationModel> organization(String id) {
        return possible() ? Optional.ofNullable(provider().getById(id)).filter(OrganizationModel::isEnabled)
                : Optional.empty();
    }

    private Optional<StoredInvitations> stored() {
        return possible() ? Optional.of(new StoredInvitations(session)) : Optional.empty();
    }

    /**
     * Makes the account of an invited user active: enables it, and makes the user a member of the organization as
     * Keycloak's own form does. The record of the sign-up and the invitation are deleted in one step; an account that
     * an administrator has decided something about stays as it is. Runs in the request's transaction.
     *
     * @param invitationId the invitation
     * @param user         the account of that sign-up, whose mailbox was proven
     * @param proof        the code or link
     * @param event        the event of the request; clones are sent
     * @return false when the invitation or the record is gone, or the address is another one; the request's transaction
     *         is rolled back then
     */
    public boolean accept(String invitationId, UserModel user, MailboxProof proof, EventBuilder event) {
        RegistrationRecords records = session.getProvider(RegistrationRecords.class);
        Optional<Invitation> found = records.claim(user.getId())
                ? stored().flatMap(invitations -> invitations.find(invitationId)) : Optional.empty();
        Optional<OrganizationModel> organization = found
                .filter(invitation -> invitation.isFor(user.getEmail()))
                .flatMap(invitation -> organization(invitation.organizationId()))
                // Keycloak deletes the row when it next writes: only then a deletion by another request shows
                .filter(any -> new StoredInvitations(session).remove(invitationId) && records.written());
        if (organization.isEmpty()) {
            RequestTransaction.veto(session);
            return false;
        }
        user.setEnabled(true);
        provider().addManagedMember(organization.get(), user);
        if (!proof.accept(session, user, event)) {
            return false;
        }
        event.clone().event(EventType.INVITE_ORG).user(user).detail(Details.USERNAME, user.getUsername())
                .detail(Details.ORG_ID, organization.get().getId()).success();
        return true;
    }

    private OrganizationProvider provider() {
        return session.getProvider(OrganizationProvider.class);
    }
}
