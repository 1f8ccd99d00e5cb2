package dev.latchkey.nativeapi.rest;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.common.spi.PlainFactory;
import dev.latchkey.nativeapi.token.NativeSignInMapper;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oauth2.OAuth2WellKnownProviderFactory;
import org.keycloak.protocol.oidc.OIDCWellKnownProviderFactory;
import org.keycloak.protocol.oidc.representations.OIDCConfigurationRepresentation;
import org.keycloak.wellknown.WellKnownProvider;
import org.keycloak.wellknown.WellKnownProviderFactory;

/**
 * Adds {@code authorization_challenge_endpoint} to the realm's metadata, if the realm has native sign-in. Keycloak's
 * own provider creates all other members (keycloak-services, not a public API).
 */
public abstract class ChallengeMetadataFactory implements WellKnownProviderFactory, PlainFactory<WellKnownProvider> {

    private static final String MEMBER = "authorization_challenge_endpoint";

    private final String alias;

    ChallengeMetadataFactory(String alias) {
        this.alias = alias;
    }

    @Override
    public WellKnownProvider create(KeycloakSession session) {
        return new WellKnownProvider() {
            @Override
            public Object getConfig() {
                return withEndpoint(session, session.getProvider(WellKnownProvider.class, alias).getConfig());
            }

            @Override
            public void close() {
            }
        };
    }

    private static Object withEndpoint(KeycloakSession session, Object config) {
        boolean offered = session.getContext().getRealm().getClientScopesStream()
                .anyMatch(scope -> NativeSignInMapper.SCOPE.equals(scope.getName()));
        if (offered && config instanceof OIDCConfigurationRepresentation metadata) {
            metadata.setOtherClaims(MEMBER, FrontendUrl
                    .realm(FrontendUrl.base(session), session.getContext().getRealm()).path(OtpResource.ID)
                    .path(OtpResource.AUTHORIZE_CHALLENGE).build().toString());
        }
        return config;
    }

    @Override
    public String getId() {
        return "latchkey-" + alias;
    }

    @Override
    public String getAlias() {
        return alias;
    }

    /**
     * Returns a value below that of Keycloak's own provider, which has 1: Keycloak uses the provider with the lowest
     * one.
     */
    @Override
    public int getPriority() {
        return 0;
    }

    /** OpenID Connect Discovery. */
    public static final class OpenId extends ChallengeMetadataFactory {

        /** Called by Keycloak. */
        public OpenId() {
            super(OIDCWellKnownProviderFactory.PROVIDER_ID);
        }
    }

    /** OAuth 2.0 Authorization Server Metadata (RFC 8414). */
    public static final class OAuth extends ChallengeMetadataFactory {

        /** Called by Keycloak. */
        public OAuth() {
            super(OAuth2WellKnownProviderFactory.PROVIDER_ID);
        }

        /** Part of Keycloak's interface since 26.6; before, Keycloak knows the metadata by their alias. */
        public boolean isAvailableViaServerMetadata() {
            return true;
        }
    }
}
