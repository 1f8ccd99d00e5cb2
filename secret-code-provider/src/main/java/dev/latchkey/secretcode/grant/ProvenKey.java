package dev.latchkey.secretcode.grant;

import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.services.util.DPoPUtil;

/** The key that a client has proven to hold in this request (RFC 9449); Keycloak has checked the proof. */
final class ProvenKey {

    private ProvenKey() {
    }

    /** Null without a proof. */
    static String thumbprint(KeycloakSession session) {
        DPoP proof = session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE, DPoP.class);
        return proof == null ? null : proof.getThumbprint();
    }
}
