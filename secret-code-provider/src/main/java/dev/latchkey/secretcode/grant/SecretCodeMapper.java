package dev.latchkey.secretcode.grant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.net.ProofKey;
import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeSetting;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.redemption.FreshSignIn;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeIssuer;
import dev.latchkey.signin.account.PasswordMark;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.ProtocolMapperConfigException;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenResponseMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * Adds the secret code to the token response of an authorization code exchange with the scope {@code secret_code}, when
 * the user has just signed in and not silently. The configuration of this mapper is the secret-code policy. It writes
 * only to that response: a code is never a claim of a token.
 */
public final class SecretCodeMapper extends AbstractOIDCProtocolMapper implements OIDCAccessTokenResponseMapper {

    @Override
    public AccessTokenResponse transformAccessTokenResponse(AccessTokenResponse answer, ProtocolMapperModel mapper,
            KeycloakSession session, UserSessionModel userSession, ClientSessionContext clientSessionCtx) {
        boolean exchange = OAuth2Constants.AUTHORIZATION_CODE.equals(
                clientSessionCtx.getAttribute(Constants.GRANT_TYPE, String.class));
        boolean asked = clientSessionCtx.getClientScopesStream().map(ClientScopeModel::getName)
                .anyMatch(SecretCodePolicy.SCOPE::equals);
        if (exchange && asked) {
            code(session, userSession, clientSessionCtx.getClientSession())
                    .ifPresent(code -> answer.setOtherClaims(SecretCodeGrant.SECRET_CODE, code));
        }
        return answer;
    }

    private static Optional<String> code(KeycloakSession session, UserSessionModel userSession,
            AuthenticatedClientSessionModel clientSession) {
        Optional<SecretCodePolicy> policy = SecretCodeClients.policy(clientSession.getClient());
        Optional<String> openedBy = FreshSignIn.openedBy(clientSession);
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        if (openedBy.isPresent()) {
            return successor(session, openedBy.get(), clientSession, policy.get());
        }
        return FreshSignIn.find(userSession, clientSession, policy.get())
                .flatMap(signIn -> new SecretCodeIssuer(session, clientSession.getClient(), policy.get())
                        .issue(userSession, signIn, ProofKey.thumbprint(session).orElse(null), true));
    }

    /** An app that has signed in with its code in a web view gets the successor of that code, not a new code. */
    private static Optional<String> successor(KeycloakSession session, String codeId,
            AuthenticatedClientSessionModel clientSession, SecretCodePolicy policy) {
        return policy.rotation() && !AuthenticationManager.isSSOAuthentication(clientSession)
                ? session.getProvider(SecretCodeProvider.class)
                        .current(clientSession.getRealm(), codeId, clientSession.getClient().getId())
                        .map(SecretCodeText::of)
                : Optional.empty();
    }

    @Override
    public void validateConfig(KeycloakSession session, RealmModel realm, ProtocolMapperContainerModel container,
            ProtocolMapperModel mapper) throws ProtocolMapperConfigException {
        Map<String, String> config = mapper.getConfig() == null ? Map.of() : mapper.getConfig();
        for (SecretCodeSetting codeSetting : SecretCodeSetting.values()) {
            NumberSetting setting = codeSetting.setting();
            try {
                setting.parse(config.get(setting.name()));
            } catch (NumberSetting.InvalidSettingException e) {
                throw invalid(e.getMessage());
            }
        }
        try {
            PasswordMark.source(config.get(SecretCodePolicy.PASSWORD_ATTRIBUTE));
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage());
        }
        SecretCodePolicy policy = SecretCodePolicy.of(config);
        if (SecretCodePolicy.DEFAULT_FLOW.equals(policy.flow())) {
            RedemptionFlow.ensureDefault(realm);
        } else if (RedemptionFlow.find(realm, policy).isEmpty()) {
            throw invalid(SecretCodePolicy.FLOW + " must be the alias of a flow of this realm");
        }
    }

    /** Keycloak looks the key up, shows the text where there is none, and fails without a key. */
    private static ProtocolMapperConfigException invalid(String text) {
        return new ProtocolMapperConfigException(text, text);
    }

    @Override
    public String getId() {
        return SecretCodeClients.MAPPER;
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey secret code";
    }

    @Override
    public String getHelpText() {
        return "Gives an app a secret code when its user signs in, by which it signs in again without asking. Belongs "
                + "into a client scope named secret_code; a client may use codes when it holds that scope.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        List<ProviderConfigProperty> properties = new ArrayList<>();
        Arrays.stream(SecretCodeSetting.values()).map(number -> number.setting().property()).forEach(properties::add);
        properties.addAll(ProviderConfigurationBuilder.create()
                .property()
                .name(SecretCodePolicy.ROTATION)
                .label("Rotation")
                .helpText("Each use gives the app a new code, and an old one that turns up again is seen. A code "
                        + "that is bound to a DPoP key never rotates.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue("true")
                .add()
                .property()
                .name(SecretCodePolicy.OFFLINE_ACCESS)
                .label("Offline access")
                .helpText("A redemption may ask for the scope offline_access, and gets a refresh token that outlives "
                        + "the session. Otherwise that scope is left out.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue("false")
                .add()
                .property()
                .name(SecretCodePolicy.FLOW)
                .label("Flow")
                .helpText("Alias of the authentication flow that a redemption runs. The step 'Latchkey secret code' "
                        + "must stand in it.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(SecretCodePolicy.DEFAULT_FLOW)
                .add()
                .property()
                .name(SecretCodePolicy.PASSWORD_ATTRIBUTE)
                .label("Password attribute")
                .helpText("User attribute that changes with the password of a federated account, such as a mapped "
                        + "pwdLastSet. Without one, a password that is changed in the directory does not end codes.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .build());
        return properties;
    }
}
