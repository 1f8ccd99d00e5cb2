package dev.latchkey.signin.hook;

import java.util.List;

import dev.latchkey.common.hook.EndpointProof;
import dev.latchkey.common.hook.FilterProof;
import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/**
 * What reads a sign-in's cookie, by which a directory that is down is recognised, and what reports the logouts of the
 * account console.
 */
final class SessionProofs {

    static final List<Proof> COOKIE = List.of(
            MethodProof.of("org.keycloak.sessions.StickySessionEncoderProvider", "decodeSessionId",
                    "java.lang.String"),
            MethodProof.of("org.keycloak.services.managers.AuthenticationSessionManager",
                    "decodeBase64AndValidateSignature", "java.lang.String", "boolean"));
    static final Proof DIRECTORY = EndpointProof.of(
            "org.keycloak.models.utils.ReadOnlyUserModelDelegate");
    static final List<Proof> CONSOLE_LOGOUT = List.of(
            new FilterProof("dev.latchkey.signin.logout.ConsoleLogoutFilter"),
            EndpointProof.of("org.keycloak.services.resources.account.SessionResource", "/{id}"));

    private SessionProofs() {
    }
}
