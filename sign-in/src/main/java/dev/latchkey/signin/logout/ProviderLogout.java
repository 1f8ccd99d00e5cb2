package dev.latchkey.signin.logout;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jboss.logging.Logger;
import org.keycloak.broker.oidc.OIDCIdentityProviderConfig;
import org.keycloak.broker.provider.IdentityProvider;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.dom.saml.v2.protocol.LogoutRequestType;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.keys.loader.PublicKeyStorageManager;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.LogoutTokenValidationCode;
import org.keycloak.protocol.oidc.LogoutTokenValidationContext;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.LogoutToken;
import org.keycloak.representations.adapters.action.LogoutAction;
import org.keycloak.saml.SAMLRequestParser;
import org.keycloak.saml.processing.core.saml.v2.common.SAMLDocumentHolder;
import org.keycloak.services.resources.IdentityBrokerService;
import org.keycloak.util.JsonSerialization;

/**
 * Finds, before Keycloak does, what an identity provider's request names, and the sessions that it is going to log out
 * without an event. Whether it has done so is read once the request is over, so that a request which Keycloak refuses
 * reports nothing.
 */
final class ProviderLogout {

    private static final Logger LOG = Logger.getLogger(ProviderLogout.class);

    private static final String TOKEN = "logout_token";
    private static final String OFFLINE_TOO = "revoke_offline_access";

    private final KeycloakSession session;
    private final RealmModel realm;

    ProviderLogout(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Reads an OpenID Connect back-channel logout. Of its offline sessions Keycloak emits no event; one may have an
     * online session of the same id that the logout does not name.
     *
     * @param body of the request, a form
     * @return what it names; empty if it is not genuine
     */
    Optional<BrokerLogout> ofLogoutToken(String body) {
        Optional<String> encoded = realm == null ? Optional.empty() : field(body, TOKEN);
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        LogoutTokenValidationContext verified = new TokenManager().verifyLogoutToken(session, encoded.get());
        if (verified.getStatus() != LogoutTokenValidationCode.VALIDATION_SUCCESS) {
            return Optional.empty();
        }
        LogoutToken token = verified.getLogoutToken();
        List<String> aliases = verified.getValidIdentityProviders().stream()
                .map(provider -> provider.getConfig().getAlias()).toList();
        if (Boolean.parseBoolean(String.valueOf(token.getEvents().get(OFFLINE_TOO)))) {
            aliases.stream().flatMap(alias -> offline(alias, token)).toList().forEach(this::expect);
        }
        return Optional.of(BrokerLogout.of(session, ids(aliases, token.getSid()), ids(aliases, token.getSubject())));
    }

    private static List<String> ids(List<String> aliases, String external) {
        return external == null ? List.of() : aliases.stream().map(alias -> id(alias, external)).toList();
    }

    private static Optional<String> field(String form, String name) {
        try {
            return Stream.of(form.split("&")).map(field -> field.split("=", 2))
                    .filter(field -> field.length == 2 && name.equals(decoded(field[0])))
                    .map(field -> decoded(field[1])).findFirst();
        } catch (IllegalArgumentException e) {
            // a broken escape, which Keycloak cannot read either
            return Optional.empty();
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private Stream<UserSessionModel> offline(String alias, LogoutToken token) {
        return session.sessions().getOfflineUserSessionByBrokerUserIdStream(realm, id(alias, token.getSubject()))
                .filter(found -> token.getSid() == null
                        || id(alias, token.getSid()).equals(found.getBrokerSessionId()));
    }

    /**
     * Reads the legacy logout of a provider that is a Keycloak.
     *
     * @param alias of the provider
     * @param body  of the request
     * @return the sessions that it names; empty if it is not genuine
     */
    Optional<BrokerLogout> ofSessions(String alias, String body) {
        if (realm == null || alias == null) {
            return Optional.empty();
        }
        try {
            JWSInput token = new JWSInput(body);
            // otherwise an attacker would have as many sessions looked up as a body can name
            if (isSigned(alias, token)) {
                List<String> named = JsonSerialization.readValue(token.getContent(), LogoutAction.class)
                        .getKeycloakSessionIds();
                List<String> ids = ids(alias, named);
                ids.stream().map(id -> session.sessions().getUserSessionByBrokerSessionId(realm, id))
                        .flatMap(Stream::ofNullable).toList().forEach(this::expect);
                return Optional.of(BrokerLogout.of(session, ids, List.of()));
            }
        } catch (JWSInputException | IOException | VerificationException | RuntimeException e) {
            // Keycloak, which reads the same, refuses it as well
            LOG.debug("A logout of an identity provider cannot be read", e);
        }
        return Optional.empty();
    }

    /**
     * Reads a SAML single logout, which Keycloak verifies.
     *
     * @param alias    of the provider
     * @param request  of the provider, as it was sent
     * @param deflated whether it was sent by a redirect
     * @return what it names; empty if it is no logout
     */
    Optional<BrokerLogout> ofSaml(String alias, String request, boolean deflated) {
        if (realm == null || alias == null || request == null) {
            return Optional.empty();
        }
        try {
            SAMLDocumentHolder document = deflated
                    ? SAMLRequestParser.parseRequestRedirectBinding(request)
                    : SAMLRequestParser.parseRequestPostBinding(request);
            if (document != null && document.getSamlObject() instanceof LogoutRequestType logout) {
                return Optional.of(BrokerLogout.of(session,
                        ids(alias, logout.getSessionIndex()),
                        logout.getNameID() == null ? List.of() : List.of(id(alias, logout.getNameID().getValue()))));
            }
        } catch (RuntimeException e) {
            // Keycloak, which reads the same, refuses it as well
            LOG.debug("A request of an identity provider cannot be read", e);
        }
        return Optional.empty();
    }

    private static List<String> ids(String alias, List<String> external) {
        return external == null ? List.of() : external.stream().map(id -> id(alias, id)).distinct().toList();
    }

    private boolean isSigned(String alias, JWSInput token) throws VerificationException {
        IdentityProvider<?> provider = IdentityBrokerService.getIdentityProvider(session, alias);
        if (!(provider.getConfig() instanceof OIDCIdentityProviderConfig config)) {
            return false;
        }
        if (!config.isValidateSignature()) {
            return true;
        }
        KeyWrapper key = PublicKeyStorageManager.getIdentityProviderKeyWrapper(session, realm, config, token);
        if (key == null) {
            return false;
        }
        String algorithm = token.getHeader().getRawAlgorithm();
        if (key.getAlgorithm() == null) {
            key.setAlgorithm(algorithm);
        }
        SignatureProvider signatures = session.getProvider(SignatureProvider.class, algorithm);
        return signatures != null && signatures.verifier(key)
                .verify(token.getEncodedSignatureInput().getBytes(StandardCharsets.UTF_8), token.getSignature());
    }

    private void expect(UserSessionModel userSession) {
        UnreportedLogout.expect(session, userSession, null);
    }

    private static String id(String alias, String external) {
        return alias + '.' + external;
    }
}
