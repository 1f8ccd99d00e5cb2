package dev.latchkey.signin.hook;

import java.util.List;
import java.util.Set;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.OrderProof;
import dev.latchkey.common.hook.Proof;
import dev.latchkey.common.hook.ProviderProof;

/** That Keycloak has its tokens processed by Latchkey. */
public final class TokenProcessorProofs {

    private static final String SESSION = "org.keycloak.models.KeycloakSession";
    private static final String EVENT = "org.keycloak.events.EventBuilder";

    private TokenProcessorProofs() {
    }

    /**
     * @param factory the class of a factory of token processors
     * @return what makes Keycloak call it
     */
    public static List<Proof> of(String factory) {
        return List.of(
                new ProviderProof("dev.latchkey.signin.token.TokenProcessor", factory),
                new ProviderProof("org.keycloak.protocol.LoginProtocol",
                        "dev.latchkey.signin.token.ProcessedTokenEndpointFactory"),
                MethodProof.of("org.keycloak.protocol.oidc.OIDCLoginProtocolFactory", "createProtocolEndpoint",
                        SESSION, EVENT),
                MethodProof.of("org.keycloak.protocol.oidc.OIDCLoginProtocolService", "token"),
                MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "responseBuilder",
                        "org.keycloak.models.RealmModel", "org.keycloak.models.ClientModel", EVENT, SESSION,
                        "org.keycloak.models.UserSessionModel", "org.keycloak.models.ClientSessionContext"),
                MethodProof.of("org.keycloak.protocol.oidc.TokenManager$AccessTokenResponseBuilder", "build"),
                new OrderProof(new ProviderProof("org.keycloak.services.clientpolicy.ClientPolicyManager",
                        "dev.latchkey.signin.token.FrontChannelTokensFactory"), Set.of()),
                MethodProof.of("org.keycloak.services.clientpolicy.DefaultClientPolicyManager", "triggerOnEvent",
                        "org.keycloak.services.clientpolicy.ClientPolicyContext"),
                MethodProof.of("org.keycloak.services.clientpolicy.context.ImplicitHybridTokenResponse",
                        "getAccessTokenResponseBuilder"));
    }
}
