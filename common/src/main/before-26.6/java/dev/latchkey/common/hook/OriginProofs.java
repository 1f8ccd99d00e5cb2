package dev.latchkey.common.hook;

import java.util.List;

/** That answers to apps of browsers may be checked against allowed origins, by a check of Latchkey's. */
public final class OriginProofs {

    /** Against those that a client allows. */
    public static final List<Proof> CLIENT = List.of(
            MethodProof.of("org.keycloak.services.cors.Cors", "allowedOrigins", "[Ljava.lang.String;"),
            MethodProof.of("org.keycloak.protocol.oidc.utils.WebOriginsUtils", "resolveValidWebOrigins",
                    "org.keycloak.models.KeycloakSession", "org.keycloak.models.ClientModel"));
    /** Against those that an access token allows, or else its client. */
    static final List<Proof> TOKEN = CLIENT;

    private OriginProofs() {
    }
}
