package dev.latchkey.otp.hook;

import java.util.List;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What reads an invitation, and remembers one that was used. */
final class InvitationProofs {

    static final List<Proof> STORE = List.of(
            MethodProof.of("org.keycloak.models.KeycloakSession", "singleUseObjects"),
            MethodProof.of("org.keycloak.models.SingleUseObjectProvider", "putIfAbsent", "java.lang.String", "long"));

    private InvitationProofs() {
    }
}
