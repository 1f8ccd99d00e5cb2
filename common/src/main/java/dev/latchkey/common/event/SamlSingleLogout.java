package dev.latchkey.common.event;

import java.util.regex.Pattern;

import org.keycloak.Config;
import org.keycloak.dom.saml.v2.protocol.LogoutRequestType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor;
import org.keycloak.utils.KeycloakSessionUtil;

/** Reports the sessions that a SAML identity provider logs out: Keycloak emits no event for its single logout. */
public final class SamlSingleLogout implements SamlAuthenticationPreprocessor {

    /** Keycloak itself reports the logout that a SAML client requests. */
    private static final Pattern BROKER = Pattern.compile("(?:^|/)realms/[^/]+/broker/");

    @Override
    public LogoutRequestType beforeProcessingLogoutRequest(LogoutRequestType request, UserSessionModel userSession,
            AuthenticatedClientSessionModel clientSession) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (BROKER.matcher(session.getContext().getUri().getPath()).find()) {
            UnreportedLogout.expect(session, userSession, null);
        }
        return request;
    }

    @Override
    public SamlAuthenticationPreprocessor create(KeycloakSession session) {
        return this;
    }

    @Override
    public void init(Config.Scope config) {
        // nothing to set
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // needs nothing else
    }

    @Override
    public void close() {
    }

    @Override
    public String getId() {
        return "latchkey-saml-single-logout";
    }
}
