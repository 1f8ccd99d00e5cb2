package dev.latchkey.signin;

import java.util.Optional;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.dom.saml.v2.protocol.AuthnRequestType;
import org.keycloak.dom.saml.v2.protocol.StatusResponseType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.saml.SamlProtocol;
import org.keycloak.protocol.saml.preprocessor.SamlAuthenticationPreprocessor;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keeps what a SAML request demands as notes of the client, which outlive a restart of the flow: Keycloak hands
 * {@code IsPassive} to no step at all, forgets {@code ForceAuthn} when a user restarts the sign-in, and gives a tab
 * that it restores the address of the URL. Sees the answers of SAML identity providers as well, for
 * {@link ProviderAnswer}.
 */
public final class SamlRequestNotes
        implements SamlAuthenticationPreprocessor, PlainFactory<SamlAuthenticationPreprocessor> {

    private static final String PASSIVE = "latchkey.saml.passive";
    private static final String FORCED = "latchkey.saml.force-authn";
    private static final String ADDRESS = "latchkey.saml.address";
    private static final String YES = "true";

    /**
     * @param authSession an authentication
     * @return whether its SAML request is passive
     */
    public static boolean isPassive(AuthenticationSessionModel authSession) {
        return YES.equals(authSession.getClientNote(PASSIVE));
    }

    /**
     * @param authSession an authentication
     * @return where its SAML request asks for the answer; empty where no such request has begun it
     */
    public static Optional<String> address(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getClientNote(ADDRESS));
    }

    /**
     * @param authSession an authentication
     * @return whether its SAML request demands a fresh sign-in
     */
    static boolean forcesAuthentication(AuthenticationSessionModel authSession) {
        return YES.equals(authSession.getClientNote(FORCED));
    }

    /**
     * Gives the demand for a fresh sign-in back, by which Keycloak asks a user for more than the session.
     *
     * @param authSession an authentication
     */
    static void restore(AuthenticationSessionModel authSession) {
        if (forcesAuthentication(authSession)) {
            authSession.setAuthNote(SamlProtocol.SAML_LOGIN_REQUEST_FORCEAUTHN,
                    SamlProtocol.SAML_FORCEAUTHN_REQUIREMENT);
        }
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
        authSession.setClientNote(ADDRESS, authSession.getRedirectUri());
        return request;
    }

    @Override
    public StatusResponseType beforeProcessingLoginResponse(StatusResponseType response,
            AuthenticationSessionModel authSession) {
        ProviderAnswer.begin(authSession);
        return response;
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
        return "latchkey-saml-request-notes";
    }
}
