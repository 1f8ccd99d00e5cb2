package dev.latchkey.common.net;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.services.util.DPoPUtil;

/**
 * The key that a request has proven to hold (RFC 9449). Reads what Keycloak has noted after it checked the proof
 * (keycloak-services, not a public API).
 */
public final class ProofKey {

    private ProofKey() {
    }

    /**
     * @param session the request's session, after Keycloak has looked at the DPoP header
     * @return the key's SHA-256 thumbprint (RFC 7638); empty without a proof
     */
    public static Optional<String> thumbprint(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE, DPoP.class))
                .map(DPoP::getThumbprint);
    }
}
