package dev.latchkey.otp.token;

import java.util.ArrayList;
import java.util.List;

import dev.latchkey.otp.account.AccountStatus;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.protocol.oidc.mappers.OIDCIDTokenMapper;
import org.keycloak.protocol.oidc.mappers.TokenIntrospectionTokenMapper;
import org.keycloak.protocol.oidc.mappers.UserInfoTokenMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.IDToken;

/** Adds the claim {@value #CLAIM}: {@code pending} or {@code active}, derived anew for each token. */
public final class AccountStatusMapper extends AbstractOIDCProtocolMapper
        implements OIDCAccessTokenMapper, OIDCIDTokenMapper, UserInfoTokenMapper, TokenIntrospectionTokenMapper {

    /** The mapper's id. */
    public static final String ID = "latchkey-account-status";
    /** Name of the claim. */
    public static final String CLAIM = "account_status";

    private static final List<ProviderConfigProperty> PROPERTIES = new ArrayList<>();

    static {
        OIDCAttributeMapperHelper.addIncludeInTokensConfig(PROPERTIES, AccountStatusMapper.class);
    }

    @Override
    protected void setClaim(IDToken token, ProtocolMapperModel mapper, UserSessionModel userSession,
            KeycloakSession session, ClientSessionContext clientSession) {
        token.getOtherClaims().put(CLAIM, AccountStatus.of(userSession.getRealm(), userSession.getUser()).id());
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.copyOf(PROPERTIES);
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey account status";
    }

    @Override
    public String getDisplayCategory() {
        return TOKEN_MAPPER_CATEGORY;
    }

    @Override
    public String getHelpText() {
        return "Adds the claim account_status: pending while the account's mailbox has to be proven, active otherwise.";
    }
}
