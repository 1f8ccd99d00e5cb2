package dev.latchkey.common.hook;

/** What the links in mails are made of. */
public final class HostnameProofs {

    /** The base address, of which Keycloak gives parts. */
    public static final Proof BASE = MethodProof.of("org.keycloak.models.KeycloakUriInfo", "getBaseUri");

    private HostnameProofs() {
    }
}
