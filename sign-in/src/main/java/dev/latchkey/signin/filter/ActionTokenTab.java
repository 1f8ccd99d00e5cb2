package dev.latchkey.signin.filter;

import java.net.URI;
import java.util.Optional;

import jakarta.ws.rs.core.Response;
import org.keycloak.TokenVerifier;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.authentication.actiontoken.verifyemail.VerifyEmailActionToken;
import org.keycloak.common.VerificationException;
import org.keycloak.models.Constants;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionCompoundId;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.Action;

/**
 * Decides in which tab a link of Keycloak's acts that carries an action token (keycloak-services, not a public API).
 * Keycloak sets the token's user in whichever state it finds the tab, and goes on with the actions that are due: steps
 * that another account has passed there, and actions that it has begun, would be that user's; and once a tab was begun
 * anew, Keycloak has forgotten that it ends without a session. A link acts in the tab that it has opened, as it has
 * left it, and in the sign-in that has mailed it, where that waits for it. From any other tab it is opened anew, which
 * is what Keycloak does in another browser.
 */
public final class ActionTokenTab {

    /** A note of the client, which a restart of the flow leaves. */
    private static final String OPENED_BY_LINK = "latchkey.opened-by-link";
    private static final String OPENS = "latchkey.link-opens-tab";
    private static final String YES = "true";

    private ActionTokenTab() {
    }

    /**
     * @param session the request's session
     * @param key     the token of the link; may be null
     * @param found   the tab that the request names
     * @return the answer that opens the link anew, where it must not act in that tab; else empty
     */
    static Optional<Response> begin(KeycloakSession session, String key, Optional<AuthenticationSessionModel> found) {
        if (found.isEmpty()) {
            session.setAttribute(OPENS, Boolean.TRUE);
            return Optional.empty();
        }
        Optional<IdentityLink> identity = IdentityLink.read(session, key);
        if (read(key).filter(token -> !actsIn(found.get(), token, key, identity)).isPresent()) {
            return Optional.of(anew(session, key));
        }
        identity.ifPresent(link -> link.note(session, found.get()));
        return Optional.empty();
    }

    /**
     * Marks the tab that Keycloak has opened for a link in this request, if it has.
     *
     * @param session the request's session
     * @param tab     the tab of the request, which goes on
     */
    static void mark(KeycloakSession session, AuthenticationSessionModel tab) {
        if (Boolean.TRUE.equals(session.getAttribute(OPENS, Boolean.class))) {
            tab.setClientNote(OPENED_BY_LINK, YES);
        }
    }

    /**
     * Reports whether a link that verifies an address is opened where a sign-in waits for it.
     *
     * @param tab   the tab that the request names
     * @param token the token of the link, whose signature was verified
     * @return whether the link verifies an address, its mail names this tab, and the tab waits at a required action of
     *         the link's user
     */
    public static boolean awaitsVerification(AuthenticationSessionModel tab, DefaultActionToken token) {
        return VerifyEmailActionToken.TOKEN_TYPE.equals(token.getActionId()) && names(token, tab)
                && waitsFor(token, tab, Optional.empty());
    }

    /** Keycloak verifies the token, and refuses one that cannot be read before it looks at the tab. */
    private static Optional<DefaultActionToken> read(String key) {
        if (key == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(TokenVerifier.create(key, DefaultActionToken.class).getToken());
        } catch (VerificationException e) {
            return Optional.empty();
        }
    }

    private static boolean actsIn(AuthenticationSessionModel tab, DefaultActionToken token, String key,
            Optional<IdentityLink> identity) {
        return names(token, tab) && (isAsTheLinkHasLeft(tab, token, identity) || hasActed(key, token, tab)
                || waitsFor(token, tab, identity));
    }

    private static boolean names(DefaultActionToken token, AuthenticationSessionModel tab) {
        // Keycloak would also take the tab that this one was forked from, whichever tab the token names
        return AuthenticationSessionCompoundId.fromAuthSession(tab).getEncodedId()
                .equals(token.getCompoundAuthenticationSessionId());
    }

    private static boolean isAsTheLinkHasLeft(AuthenticationSessionModel tab, DefaultActionToken token,
            Optional<IdentityLink> identity) {
        // a tab opened for an identity's link has no mark: Keycloak looks up last the one that has mailed the link
        return (wasOpenedByLink(tab) || identity.filter(IdentityLink::wasOpenedElsewhere).isPresent())
                && isOf(token, tab)
                && tab.getAuthNote(AuthenticationManager.END_AFTER_REQUIRED_ACTIONS) != null
                && token.getUserId().equals(tab.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID))
                && tab.getExecutionStatus().isEmpty();
    }

    /** The same link again, as of a reloaded page, while the tab waits at an action that the link has led to. */
    private static boolean hasActed(String key, DefaultActionToken token, AuthenticationSessionModel tab) {
        return isOf(token, tab) && Action.REQUIRED_ACTIONS.name().equals(tab.getAction())
                && key.equals(tab.getAuthNote(Constants.KEY))
                && token.getUserId().equals(tab.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID));
    }

    private static boolean wasOpenedByLink(AuthenticationSessionModel tab) {
        return YES.equals(tab.getClientNote(OPENED_BY_LINK));
    }

    private static boolean isOf(DefaultActionToken token, AuthenticationSessionModel tab) {
        UserModel user = tab.getAuthenticatedUser();
        return user != null && user.getId().equals(token.getUserId());
    }

    private static boolean waitsFor(DefaultActionToken token, AuthenticationSessionModel tab,
            Optional<IdentityLink> identity) {
        String path = tab.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH);
        return switch (String.valueOf(token.getActionId())) {
            case VerifyEmailActionToken.TOKEN_TYPE ->
                    isOf(token, tab) && Action.REQUIRED_ACTIONS.name().equals(tab.getAction());
            case ResetCredentialsActionToken.TOKEN_TYPE ->
                    isOf(token, tab) && LoginActionsService.RESET_CREDENTIALS_PATH.equals(path);
            // the flow names the user only once the link has confirmed the account
            case IdpVerifyAccountLinkActionToken.TOKEN_TYPE ->
                    (tab.getAuthenticatedUser() == null || isOf(token, tab))
                            && LoginActionsService.FIRST_BROKER_LOGIN_PATH.equals(path)
                            && identity.filter(link -> link.isOf(tab)).isPresent();
            // an extension may mail a link in a sign-in; Keycloak's other links are confirmed where they were opened
            default -> isOf(token, tab) && !wasOpenedByLink(tab);
        };
    }

    private static Response anew(KeycloakSession session, String key) {
        URI link = LoginActionsService.actionTokenProcessor(session.getContext().getUri())
                .queryParam(Constants.KEY, key).build(session.getContext().getRealm().getName());
        return Response.seeOther(link).header("Cache-Control", "no-store").build();
    }
}
