package dev.latchkey.signin.hook;

import java.util.List;

import dev.latchkey.common.hook.Proof;
import dev.latchkey.common.hook.ProviderProof;

/** That Keycloak has its tokens processed by Latchkey. */
public final class TokenProcessorProofs {

    private TokenProcessorProofs() {
    }

    /**
     * @param factory the class of a factory of token processors
     * @return what makes Keycloak call it
     */
    public static List<Proof> of(String factory) {
        return List.of(new ProviderProof("org.keycloak.protocol.oidc.token.TokenPostProcessor", factory));
    }
}
