package dev.latchkey.secretcode.redemption;

import java.util.Optional;

import dev.latchkey.secretcode.SecretCodePolicy;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;

/** Which clients may have and redeem secret codes, and by which policy. */
public final class SecretCodeClients {

    /** The protocol mapper whose configuration is the policy. */
    public static final String MAPPER = "latchkey-secret-code";

    private SecretCodeClients() {
    }

    /**
     * @param client a client
     * @return its policy; empty when no admin has assigned it the client scope {@value SecretCodePolicy#SCOPE}, or when
     *         that scope holds no policy
     */
    public static Optional<SecretCodePolicy> policy(ClientModel client) {
        return Optional.ofNullable(client.getClientScopes(true).get(SecretCodePolicy.SCOPE))
                .or(() -> Optional.ofNullable(client.getClientScopes(false).get(SecretCodePolicy.SCOPE)))
                .flatMap(SecretCodeClients::mapper)
                .map(mapper -> SecretCodePolicy.of(mapper.getConfig()));
    }

    private static Optional<ProtocolMapperModel> mapper(ClientScopeModel scope) {
        return scope.getProtocolMappersStream()
                .filter(mapper -> MAPPER.equals(mapper.getProtocolMapper()))
                .findFirst();
    }
}
