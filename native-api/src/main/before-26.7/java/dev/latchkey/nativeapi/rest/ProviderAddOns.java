package dev.latchkey.nativeapi.rest;

import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker;

/** Checks of authorization requests that other providers add to Keycloak's: there is no SPI for them. */
final class ProviderAddOns {

    private ProviderAddOns() {
    }

    static void check(AuthorizationEndpointChecker checker)
            throws AuthorizationEndpointChecker.AuthorizationCheckException {
        // 26.7 has an SPI for them
    }
}
