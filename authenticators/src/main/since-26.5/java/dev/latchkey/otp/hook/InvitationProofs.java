package dev.latchkey.otp.hook;

import java.util.List;

import dev.latchkey.common.hook.MethodProof;
import dev.latchkey.common.hook.Proof;

/** What reads, finds and deletes an invitation. */
final class InvitationProofs {

    static final List<Proof> STORE = List.of(
            MethodProof.of("org.keycloak.organization.utils.Organizations", "parseInvitationToken",
                    "org.keycloak.models.KeycloakSession", "org.keycloak.http.HttpRequest"),
            MethodProof.of("org.keycloak.organization.OrganizationProvider", "getInvitationManager"),
            MethodProof.of("org.keycloak.organization.InvitationManager", "remove", "java.lang.String"),
            MethodProof.of("org.keycloak.models.OrganizationInvitationModel", "getEmail"));

    private InvitationProofs() {
    }
}
