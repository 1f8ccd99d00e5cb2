package dev.latchkey.secretcode.hook;

import java.util.List;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What Latchkey calls on this line of Keycloak alone. */
final class LineProofs {

    /** What checks consent. */
    static final List<Proof> CONSENT = List.of(
            MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "verifyConsentStillAvailable",
                    "org.keycloak.models.KeycloakSession", "org.keycloak.models.UserModel",
                    "org.keycloak.models.ClientModel", "org.keycloak.models.AuthenticatedClientSessionModel",
                    "java.lang.String"));

    private LineProofs() {
    }
}
