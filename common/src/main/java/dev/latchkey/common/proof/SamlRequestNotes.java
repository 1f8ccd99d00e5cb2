package dev.latchkey.common.proof;

import org.keycloak.Config;
import org.keycloak.dom.saml.v2.protocol.AuthnRequestType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keeps what a SAML request demands as notes of the client, which outlive a restart of the flow: Keycloak hands
 * {@code IsPassive} to no step at all, and forgets {@code ForceAuthn} when a user restarts the sign-in.
 */
public final class SamlRequestNotes implements SamlAuthenticationPreprocessor {

    private static final String PASSIVE = "latchkey.saml.passive";
    private static final String FORCED = "latchkey.saml.force-authn";
    private static final String YES = "true";

    /**
     * @param authSession an authentication
     * @return whether its SAML request is passive
     */
    static boolean isPassive(AuthenticationSessionModel authSession) {
        return YES.equals(authSession.getClientNote(PASSIVE));
    }

    /**
     * @param authSession an authentication
     * @return whether its SAML request demands a fresh sign-in
     */
    static boolean forcesAuthentication(AuthenticationSessionModel authSession) {
        return YES.equals(authSession.getClientNote(FORCED));
    }

    @Override
    public AuthnRequestType beforeProcessingLoginRequest(AuthnRequestType request,
            AuthenticationSessionModel authSession) {
        if (Boolean.TRUE.equals(request.isIsPassive())) {
            authSession.setClientNote(PASSIVE, YES);
        }
        if (Boolean.TRUE.equals(request.isForceAuthn())) {
            authSession.setClientNote(FORCED, YES);
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
        return "latchkey-saml-request-notes";
    }
}
