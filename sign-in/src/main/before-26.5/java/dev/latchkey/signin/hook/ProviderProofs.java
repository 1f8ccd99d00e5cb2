package dev.latchkey.signin.hook;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What finds an identity provider, and verifies the logout that it sends. */
final class ProviderProofs {

    static final Proof KEYS = MethodProof.of("org.keycloak.keys.loader.PublicKeyStorageManager",
            "getIdentityProviderKeyWrapper", "org.keycloak.models.KeycloakSession", "org.keycloak.models.RealmModel",
            "org.keycloak.broker.oidc.OIDCIdentityProviderConfig", "org.keycloak.jose.jws.JWSInput");
    static final Proof PROVIDER = MethodProof.of("org.keycloak.services.resources.IdentityBrokerService",
            "getIdentityProvider", "org.keycloak.models.KeycloakSession", "java.lang.String")
            .returning("org.keycloak.broker.provider.IdentityProvider");

    private ProviderProofs() {
    }
}
