package dev.latchkey.otp.prompt;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.otp.account.Invitations;
import dev.latchkey.otp.account.UnusedAccount;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionToken;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolService;
import org.keycloak.protocol.oidc.utils.OIDCResponseType;

/**
 * Another invitation of a user whose sign-up by an earlier one was never proven. Keycloak finds the disabled account of
 * that sign-up, mails the link for users who have an account, and would refuse it.
 */
final class RepeatedInvitation {

    private final KeycloakSession session;
    private final RealmModel realm;

    RepeatedInvitation(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * @param key the token of a mailed link; may be null
     * @return address of the registration form for the same invitation, where a sign-up replaces the account; empty for
     *         every other token
     */
    Optional<URI> form(String key) {
        Invitations invitations = new Invitations(session, realm);
        return invitations.token(key)
                .filter(token -> token.getUserId() != null && invitations.of(token).isPresent())
                .filter(token -> isUnproven(session.users().getUserById(realm, token.getUserId())))
                .map(this::link);
    }

    private boolean isUnproven(UserModel user) {
        return user != null && !user.isEnabled() && UnusedAccount.is(session, realm, user);
    }

    private URI link(InviteOrgActionToken token) {
        InviteOrgActionToken withoutUser = new InviteOrgActionToken(null, token.getExp().intValue(), token.getEmail(),
                token.getIssuedFor());
        withoutUser.id(token.getId());
        withoutUser.setOrgId(token.getOrgId());
        withoutUser.setRedirectUri(token.getRedirectUri());
        return OIDCLoginProtocolService.registrationsUrl(session.getContext().getUri().getBaseUriBuilder())
                .queryParam(OAuth2Constants.RESPONSE_TYPE, OIDCResponseType.CODE)
                .queryParam(Constants.CLIENT_ID, Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)
                .queryParam(Constants.TOKEN, withoutUser.serialize(session, realm, session.getContext().getUri()))
                .buildFromMap(Map.of("realm", realm.getName(), "protocol", OIDCLoginProtocol.LOGIN_PROTOCOL));
    }
}
