package dev.latchkey.signin.hook;

import java.util.List;

import dev.latchkey.common.hook.EndpointProof;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/**
 * What reads a sign-in's cookie, by which a directory that is down is recognised, and what reports the logouts of the
 * account console.
 */
final class SessionProofs {

    static final List<Proof> COOKIE = List.of(
            MethodProof.of("org.keycloak.sessions.StickySessionEncoderProvider", "decodeSessionIdAndRoute",
                    "java.lang.String"),
            EndpointProof.of("org.keycloak.sessions.StickySessionEncoderProvider$SessionIdAndRoute"),
            MethodProof.of("org.keycloak.services.managers.AuthenticationSessionManager",
                    "decodeBase64AndValidateSignature", "java.lang.String"));
    static final Proof DIRECTORY = EndpointProof.of(
            "org.keycloak.models.utils.StorageUnavailableUserModelDelegate");
    /** Keycloak emits an event of each. */
    static final List<Proof> CONSOLE_LOGOUT = List.of();

    private SessionProofs() {
    }
}
