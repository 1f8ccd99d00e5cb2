package dev.latchkey.signin.account;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.Action;
import org.keycloak.util.TokenUtil;

/**
 * The required actions that a user must complete on a page before a sign-in without pages may issue tokens. They are
 * the ones at which the browser would stop: an action that a user holds and that the realm does not have, has disabled
 * or cannot ask for at present would otherwise refuse the sign-in for good, because no page asks for it.
 */
public final class DueActions {

    /**
     * Providers of Keycloak whose page asks for nothing unless a client that starts the action names what it is about,
     * or which have no page. A user may hold them all the same, by an administrator; each browser sign-in passes them
     * over, and they stay.
     */
    private static final Set<String> WITHOUT_PAGE =
            Set.of("update_user_locale", "delete_credential", "idp_link", "verifiable_credential_offer");

    private DueActions() {
    }

    /**
     * Sets the client scopes that the application asks for, puts the sign-in back into Keycloak's context, evaluates
     * what triggers actions, and returns the first that is due.
     *
     * @param session     the request's session
     * @param authSession a sign-in whose flow has succeeded
     * @param event       gets details about the consent
     * @return the alias of an action, or {@link Action#OAUTH_GRANT} for a consent that is missing; empty when the
     *         sign-in may complete
     */
    public static Optional<String> evaluate(KeycloakSession session, AuthenticationSessionModel authSession,
            EventBuilder event) {
        return evaluate(session, authSession, event, alias -> true);
    }

    /**
     * Does as {@link #evaluate(KeycloakSession, AuthenticationSessionModel, EventBuilder)} for a sign-in that asks for
     * some actions itself.
     *
     * @param session     the request's session
     * @param authSession a sign-in whose flow has succeeded
     * @param event       gets details about the consent
     * @param counts      whether an action, by its alias, is one that needs a page
     * @return the alias of such an action, or {@link Action#OAUTH_GRANT}; empty when there is neither
     */
    public static Optional<String> evaluate(KeycloakSession session, AuthenticationSessionModel authSession,
            EventBuilder event, Predicate<String> counts) {
        // else Keycloak would find nothing to consent to: it reads the scopes of the sign-in in its context, where that
        // of a logout stays after a session limit of the flow has ended another session
        session.getContext().setAuthenticationSession(authSession);
        AuthenticationManager.setClientScopesInSession(session, authSession);
        String next = AuthenticationManager.nextRequiredAction(session, authSession,
                session.getContext().getHttpRequest(), event);
        if (next == null || Action.OAUTH_GRANT.name().equals(next)) {
            return Optional.ofNullable(next);
        }
        UserModel user = authSession.getAuthenticatedUser();
        // Keycloak names the first alone, and does not know that a page may pass it over
        return due(session, authSession, user).filter(counts).findFirst()
                .or(() -> isConsentGiven(session, authSession, user)
                ? Optional.empty()
                : Optional.of(Action.OAUTH_GRANT.name()));
    }

    /** An app may demand that its user is asked anew, whatever consent is stored. */
    private static boolean isConsentGiven(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        ClientModel client = authSession.getClient();
        boolean anew = client.isConsentRequired()
                && TokenUtil.hasPrompt(authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM),
                        OIDCLoginProtocol.PROMPT_VALUE_CONSENT);
        return !anew && Consent.isGiven(session, user, client,
                authSession.getClientNote(OIDCLoginProtocol.SCOPE_PARAM));
    }

    /**
     * @param session     the request's session
     * @param authSession a sign-in whose triggers of actions were evaluated
     * @param user        its user
     * @return the alias of an action that is due; empty when there is none
     */
    public static Optional<String> first(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        return due(session, authSession, user).findFirst();
    }

    private static Stream<String> due(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        RealmModel realm = authSession.getRealm();
        return Stream.concat(
                        user.getRequiredActionsStream().filter(alias -> applies(session, realm, user, alias,
                                conditional -> conditional.appliesIn(session, authSession, user))),
                        // what the sign-in itself demands may be a refusal that no page passes over
                        authSession.getRequiredActions().stream().filter(alias -> isEnabled(realm, alias)));
    }

    /**
     * @param session the request's session
     * @param realm   the user's realm
     * @param user    a user
     * @param alias   an action that the user holds or that a client names
     * @return whether a page would ask for it now, in a sign-in that has proven enough for it
     */
    public static boolean applies(KeycloakSession session, RealmModel realm, UserModel user, String alias) {
        return applies(session, realm, user, alias, conditional -> conditional.applies(session, realm, user));
    }

    private static boolean applies(KeycloakSession session, RealmModel realm, UserModel user, String alias,
            Predicate<ConditionalAction> asks) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
        return action != null && action.isEnabled() && hasPage(action.getProviderId(), user)
                && (!(session.getKeycloakSessionFactory()
                .getProviderFactory(RequiredActionProvider.class, action.getProviderId())
                instanceof ConditionalAction conditional) || asks.test(conditional));
    }

    private static boolean hasPage(String provider, UserModel user) {
        if (UserModel.RequiredAction.VERIFY_EMAIL.name().equals(provider)) {
            // Keycloak asks for no proof of an address that is verified or missing
            return !user.isEmailVerified() && user.getEmail() != null && !user.getEmail().isBlank();
        }
        return !WITHOUT_PAGE.contains(provider);
    }

    /**
     * @param realm the realm
     * @param alias the alias of an action
     * @return whether the realm has the action, and has it enabled
     */
    public static boolean isEnabled(RealmModel realm, String alias) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
        return action != null && action.isEnabled();
    }
}
