package dev.latchkey.nativeapi.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.device.session.NativeDevice;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenResponseMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.representations.AccessTokenResponse;

/**
 * The mapper in the client scope {@value #SCOPE}. Its configuration names the flow of native sign-in, so that an
 * administrator finds the setting in the client scope. In the token response it repeats the secret of a trusted device
 * that the app has to keep.
 */
public final class NativeSignInMapper extends AbstractOIDCProtocolMapper implements OIDCAccessTokenResponseMapper {

    /** The mapper's id. */
    public static final String ID = "latchkey-native-sign-in";
    /** The client scope that allows a client to use native sign-in. */
    public static final String SCOPE = "email_otp";

    private static final String FLOW = "flow";
    private static final String DEFAULT_FLOW = "latchkey native";

    /**
     * @param client the client
     * @return whether the client has the client scope, default or optional, and may use native sign-in
     */
    public static boolean mayUse(ClientModel client) {
        return scope(client).isPresent();
    }

    /**
     * @param realm  the realm
     * @param client the client
     * @return the flow of the client's native sign-in; empty when the client does not have the scope, or the scope's
     *         mapper is missing or names no top-level flow of the realm
     */
    public static Optional<AuthenticationFlowModel> flow(RealmModel realm, ClientModel client) {
        return scope(client)
                .flatMap(scope -> scope.getProtocolMappersStream()
                        .filter(mapper -> ID.equals(mapper.getProtocolMapper())).findFirst())
                .map(mapper -> alias(mapper.getConfig()))
                .map(realm::getFlowByAlias)
                .filter(AuthenticationFlowModel::isTopLevel);
    }

    private static String alias(Map<String, String> config) {
        String alias = config == null ? null : config.get(FLOW);
        return alias == null || alias.isBlank() ? DEFAULT_FLOW : alias;
    }

    private static Optional<ClientScopeModel> scope(ClientModel client) {
        ClientScopeModel scope = client.getClientScopes(true).get(SCOPE);
        return Optional.ofNullable(scope == null ? client.getClientScopes(false).get(SCOPE) : scope);
    }

    @Override
    public AccessTokenResponse transformAccessTokenResponse(AccessTokenResponse response, ProtocolMapperModel mapper,
            KeycloakSession session, UserSessionModel userSession, ClientSessionContext context) {
        NativeDevice.handed(session, userSession.getRealm(), userSession.getUser(),
                        context.getAttribute(Constants.GRANT_TYPE, String.class), context.getClientSession())
                .ifPresent(member -> response.setOtherClaims(member.getKey(), member.getValue()));
        return response;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey native sign-in";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Lets the scope's clients sign users in without a browser, by the flow named here, and hands a trusted "
                + "device on in the token response.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(FLOW)
                .label("Flow")
                .helpText("Alias of the authentication flow that native sign-in runs.")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(DEFAULT_FLOW)
                .add()
                .build();
    }
}
