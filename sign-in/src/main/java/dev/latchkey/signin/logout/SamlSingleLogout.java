package dev.latchkey.signin.logout;

import java.util.regex.Pattern;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.dom.saml.v2.protocol.LogoutRequestType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor;
import org.keycloak.utils.KeycloakSessionUtil;

/** Reports the sessions that a SAML identity provider logs out: Keycloak emits no event for its single logout. */
public final class SamlSingleLogout
        implements SamlAuthenticationPreprocessor, PlainFactory<SamlAuthenticationPreprocessor> {

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

    /** Closes neither provider nor factory, which are one. */
    @Override
    public void close() {
        // nothing is held
    }

    @Override
    public String getId() {
        return "latchkey-saml-single-logout";
    }
}
