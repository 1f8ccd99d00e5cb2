package dev.latchkey.signin;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * Decides whether an application asks for more than a trusted device can replace: a fresh sign-in, or a level of
 * authentication that the path without the factor does not reach (ASVS 7.5.3). Reads Keycloak's own notes and level
 * store (keycloak-services, not a public API).
 */
public final class Reauthentication {

    private Reauthentication() {
    }

    /**
     * @param context a step of a flow
     * @return whether a fresh authentication or a higher level is demanded, by any of the ways that Keycloak knows:
     *         {@code prompt=login}, {@code max_age}, {@code acr_values}, a client policy that gives the flow a level,
     *         SAML's {@code ForceAuthn}, a {@code kc_action} whose maximum authentication age is over
     */
    public static boolean demanded(AuthenticationFlowContext context) {
        KeycloakSession session = context.getSession();
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        return TokenUtil.hasPrompt(authSession.getClientNote(OIDCLoginProtocol.PROMPT_PARAM),
                        OIDCLoginProtocol.PROMPT_VALUE_LOGIN)
                || authSession.getClientNote(OIDCLoginProtocol.MAX_AGE_PARAM) != null
                || SamlRequestNotes.forcesAuthentication(authSession)
                || AuthenticatorUtil.isForcedReauthentication(authSession)
                || byProtocol(session, authSession)
                || higherLevel(context);
    }

    /** Keycloak's note of it is set by the cookie step alone, which a flow need not have. */
    private static boolean byProtocol(KeycloakSession session, AuthenticationSessionModel authSession) {
        LoginProtocol protocol = session.getProvider(LoginProtocol.class, authSession.getProtocol());
        return protocol != null && protocol.requireReauthentication(
                new AuthenticationSessionManager(session).getUserSession(authSession), authSession);
    }

    private static boolean higherLevel(AuthenticationFlowContext context) {
        AcrStore levels = new AcrStore(context.getSession(), context.getAuthenticationSession());
        int asked = Math.max(levels.getRequestedLevelOfAuthentication(context.getTopLevelFlow()),
                SelectedFlowLevel.of(context.getAuthenticationSession()));
        return asked > 0 && asked > levels.getLevelOfAuthenticationFromCurrentAuthentication();
    }
}
