package dev.latchkey.refreshtoken.hook;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What Latchkey calls on this line of Keycloak alone. */
final class LineProofs {

    /** What a refresh runs. */
    static final Proof REFRESH = MethodProof.of("org.keycloak.protocol.oidc.TokenManager", "refreshAccessToken",
            "org.keycloak.models.KeycloakSession", "jakarta.ws.rs.core.UriInfo",
            "org.keycloak.common.ClientConnection", "org.keycloak.models.RealmModel",
            "org.keycloak.models.ClientModel", "java.lang.String", "org.keycloak.events.EventBuilder",
            "jakarta.ws.rs.core.HttpHeaders", "org.keycloak.http.HttpRequest", "java.lang.String",
            "java.lang.String");

    private LineProofs() {
    }
}
