package dev.latchkey.signin.hook;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What Latchkey calls on this line of Keycloak alone. */
final class LineProofs {

    /** What reads the id of an identity in a mailed link. */
    static final Proof LINKED_IDENTITY = MethodProof.of(
            "org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken",
            "getExternalId");

    private LineProofs() {
    }
}
