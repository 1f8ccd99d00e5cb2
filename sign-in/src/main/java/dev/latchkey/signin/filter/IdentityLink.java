package dev.latchkey.signin.filter;

import java.util.Arrays;
import java.util.Optional;

import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.authentication.authenticators.broker.IdpEmailVerificationAuthenticator;
import org.keycloak.authentication.authenticators.broker.util.ExistingUserInfo;
import org.keycloak.authentication.authenticators.broker.util.SerializedBrokeredIdentityContext;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionCompoundId;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Binds Keycloak's confirmation that an identity is to be linked to an account to that identity and that account
 * (keycloak-services, not a public API). The link of the mail notes the name of the identity alone, in the tab that has
 * mailed it. By then the same identity may have come to that tab with the address of another user, whose account would
 * be linked.
 */
final class IdentityLink {

    private static final String CONFIRMED = "latchkey.confirmed-identity";

    private final IdpVerifyAccountLinkActionToken token;

    private IdentityLink(IdpVerifyAccountLinkActionToken token) {
        this.token = token;
    }

    /**
     * @param session the request's session
     * @param key     the token of a link; may be null
     * @return the link; empty when it is for another purpose, or was not signed by this realm
     */
    static Optional<IdentityLink> read(KeycloakSession session, String key) {
        return Optional.ofNullable(session.tokens().decode(key, IdpVerifyAccountLinkActionToken.class))
                .filter(token -> IdpVerifyAccountLinkActionToken.TOKEN_TYPE.equals(token.getType()))
                .map(IdentityLink::new);
    }

    /**
     * Whether this is the link of the page that asks for a confirmation. Keycloak makes one for each tab that it opens
     * for a link.
     */
    boolean wasOpenedElsewhere() {
        return token.getOriginalCompoundAuthenticationSessionId() != null;
    }

    /**
     * @param tab a tab of a first brokered login
     * @return whether this tab links the identity of this link to the account of this link
     */
    boolean isOf(AuthenticationSessionModel tab) {
        return confirmed().equals(linking(tab));
    }

    /**
     * Notes what the link confirms where Keycloak notes that it has.
     *
     * @param session the request's session
     * @param tab     the tab of the request, in which the link acts
     */
    void note(KeycloakSession session, AuthenticationSessionModel tab) {
        mailedIn(session, tab).ifPresent(mailed -> mailed.setAuthNote(CONFIRMED, confirmed()));
    }

    private Optional<AuthenticationSessionModel> mailedIn(KeycloakSession session, AuthenticationSessionModel tab) {
        if (!wasOpenedElsewhere()) {
            return Optional.of(tab);
        }
        KeycloakContext context = session.getContext();
        RealmModel realm = context.getRealm();
        AuthenticationSessionCompoundId id =
                AuthenticationSessionCompoundId.encoded(token.getOriginalCompoundAuthenticationSessionId());
        ClientModel client = realm.getClientById(id.getClientUUID());
        try {
            return client == null ? Optional.empty() : Optional.ofNullable(new AuthenticationSessionManager(session)
                    .getAuthenticationSessionByIdAndClient(realm, id.getRootSessionId(), client, id.getTabId()));
        } finally {
            // Keycloak takes any tab that is looked up for the one of the request
            context.setAuthenticationSession(tab);
        }
    }

    /**
     * Removes Keycloak's note of a confirmation that was for another identity or another account.
     *
     * @param tab the tab of the request
     */
    static void forgetAnother(AuthenticationSessionModel tab) {
        if (tab.getAuthNote(IdpEmailVerificationAuthenticator.VERIFY_ACCOUNT_IDP_USERNAME) != null
                && !linking(tab).equals(tab.getAuthNote(CONFIRMED))) {
            tab.removeAuthNote(IdpEmailVerificationAuthenticator.VERIFY_ACCOUNT_IDP_USERNAME);
        }
    }

    /**
     * @param tab a tab
     * @return whether it goes on without another step because the link was confirmed
     */
    static boolean isConfirmed(AuthenticationSessionModel tab) {
        return tab.getAuthNote(IdpEmailVerificationAuthenticator.VERIFY_ACCOUNT_IDP_USERNAME) != null;
    }

    private String confirmed() {
        return text(token.getUserId(), token.getIdentityProviderAlias(), LinkedIdentity.of(token));
    }

    /** What the tab is about to link; empty when it links nothing. */
    private static String linking(AuthenticationSessionModel tab) {
        String existing = tab.getAuthNote(AbstractIdpAuthenticator.EXISTING_USER_INFO);
        SerializedBrokeredIdentityContext identity = SerializedBrokeredIdentityContext
                .readFromAuthenticationSession(tab, AbstractIdpAuthenticator.BROKERED_CONTEXT_NOTE);
        return existing == null || identity == null ? ""
                : text(ExistingUserInfo.deserialize(existing).getExistingUserId(), identity.getIdentityProviderId(),
                        LinkedIdentity.of(identity));
    }

    private static String text(String userId, String provider, String externalId) {
        // a provider may give no id
        return Arrays.asList(userId, provider, externalId).toString();
    }
}
