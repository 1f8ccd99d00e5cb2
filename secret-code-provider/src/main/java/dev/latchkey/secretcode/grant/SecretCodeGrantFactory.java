package dev.latchkey.secretcode.grant;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;

/** Offers {@link SecretCodeGrant} at the token endpoint. */
public final class SecretCodeGrantFactory implements OAuth2GrantTypeFactory, PlainFactory<OAuth2GrantType> {

    /** The grant type (RFC 6749, 4.5). */
    public static final String GRANT_TYPE = "urn:latchkey:params:oauth:grant-type:secret-code";

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new SecretCodeGrant();
    }

    @Override
    public String getId() {
        return GRANT_TYPE;
    }

    // two letters that no other grant has: Keycloak writes them into the ids of access tokens
    @Override
    public String getShortcut() {
        return "ls";
    }
}
