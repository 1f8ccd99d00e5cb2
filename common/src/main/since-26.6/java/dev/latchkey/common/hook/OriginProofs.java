package dev.latchkey.common.hook;

import java.util.List;

/** That answers to apps of browsers may be checked against allowed origins, by Keycloak's own check. */
public final class OriginProofs {

    /** Against those that a client allows. */
    public static final List<Proof> CLIENT = List.of(check("org.keycloak.models.KeycloakSession",
            "org.keycloak.models.ClientModel"));
    /** Against those that an access token allows. */
    static final List<Proof> TOKEN = List.of(check("org.keycloak.representations.AccessToken"));

    private OriginProofs() {
    }

    private static Proof check(String... parameters) {
        return MethodProof.of("org.keycloak.services.cors.Cors", "checkAllowedOrigins", parameters);
    }
}
