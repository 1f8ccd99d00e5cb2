package dev.latchkey.refreshtoken.token;

import java.util.List;

import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Enables the session fingerprint for the clients of a client scope, and holds its settings where admins look for
 * them. It changes no access or ID token: {@link BoundRefreshTokens} does the work.
 */
public final class SessionFingerprintMapper extends AbstractOIDCProtocolMapper {

    static final String ID = "latchkey-session-fingerprint";
    static final String END_SESSION = "end_session";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey session fingerprint";
    }

    @Override
    public String getHelpText() {
        return "Refresh tokens work only for the client that asked for them at the token endpoint.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(END_SESSION)
                .label("End the session")
                .helpText("Whether a refresh from another client ends the session, instead of being refused only.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .build();
    }
}
