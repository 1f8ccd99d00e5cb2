package dev.latchkey.common.hook;

import java.util.Optional;

import org.keycloak.models.KeycloakSessionFactory;

/** One condition for Keycloak to call a {@link SecurityHook}, which the start can check. */
public sealed interface Proof permits EndpointProof, FilterProof, MethodProof, ProviderProof, OrderProof {

    /**
     * Looks at Keycloak's classes alone, so that it can be asked before the database is touched.
     *
     * @param keycloak its classes
     * @return what is missing; empty when nothing is
     */
    Optional<String> missing(KeycloakClasses keycloak);

    /**
     * Looks at the server that is about to run.
     *
     * @param factory Keycloak's providers
     * @return why Keycloak does not call the hook, or not first; empty when it does
     */
    default Optional<String> notInForce(KeycloakSessionFactory factory) {
        return Optional.empty();
    }
}
