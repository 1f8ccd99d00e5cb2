package dev.latchkey.refreshtoken.token;

import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperContainerModel;

/**
 * The settings of a client's scopes for the session fingerprint. A scope that is assigned counts, whether or not it was
 * asked for: an attacker must not be able to leave it out of a request.
 *
 * @param endSession whether a refresh from another client ends the session
 */
record FingerprintPolicy(boolean endSession) {

    /**
     * @param client the client
     * @return the policy; empty when its refresh tokens are not bound
     */
    static Optional<FingerprintPolicy> of(ClientModel client) {
        Stream<ClientScopeModel> scopes = Stream.of(true, false)
                .flatMap(byDefault -> client.getClientScopes(byDefault).values().stream());
        return Stream.concat(Stream.<ProtocolMapperContainerModel>of(client), scopes)
                .flatMap(ProtocolMapperContainerModel::getProtocolMappersStream)
                .filter(mapper -> SessionFingerprintMapper.ID.equals(mapper.getProtocolMapper()))
                .findFirst()
                .map(mapper -> new FingerprintPolicy(
                        Boolean.parseBoolean(mapper.getConfig().get(SessionFingerprintMapper.END_SESSION))));
    }
}
