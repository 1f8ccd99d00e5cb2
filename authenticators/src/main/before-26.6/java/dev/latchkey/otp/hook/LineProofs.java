package dev.latchkey.otp.hook;

import java.util.List;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What Latchkey calls on this line of Keycloak alone. */
final class LineProofs {

    /** What Keycloak's brute-force detector is told failures by. */
    static final Proof DETECTOR = MethodProof.of("org.keycloak.services.managers.BruteForceProtector", "failedLogin",
            "org.keycloak.models.RealmModel", "org.keycloak.models.UserModel",
            "org.keycloak.common.ClientConnection", "jakarta.ws.rs.core.UriInfo");
    /** What reads "remember me". */
    static final List<Proof> REMEMBER_ME = List.of();

    private LineProofs() {
    }
}
