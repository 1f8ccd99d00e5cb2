package dev.latchkey.secretcode.flow;

import java.util.Optional;

import dev.latchkey.secretcode.CodePolicy;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;

/** Which clients may have and redeem secret codes, and by which policy. */
public final class CodeClients {

    /** The protocol mapper whose configuration is the policy. */
    public static final String MAPPER = "latchkey-secret-code";

    private CodeClients() {
    }

    /**
     * @param client a client
     * @return its policy; empty when no admin has assigned it the client scope {@value CodePolicy#SCOPE}, or when that
     *         scope holds no policy
     */
    public static Optional<CodePolicy> policy(ClientModel client) {
        return Optional.ofNullable(client.getClientScopes(true).get(CodePolicy.SCOPE))
                .or(() -> Optional.ofNullable(client.getClientScopes(false).get(CodePolicy.SCOPE)))
                .flatMap(CodeClients::mapper)
                .map(mapper -> CodePolicy.of(mapper.getConfig()));
    }

    private static Optional<ProtocolMapperModel> mapper(ClientScopeModel scope) {
        return scope.getProtocolMappersStream()
                .filter(mapper -> MAPPER.equals(mapper.getProtocolMapper()))
                .findFirst();
    }
}
