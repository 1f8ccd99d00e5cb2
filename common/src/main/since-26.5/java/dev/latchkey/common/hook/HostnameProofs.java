package dev.latchkey.common.hook;

/** What the links in mails are made of. */
public final class HostnameProofs {

    /** The base address. */
    public static final Proof BASE = MethodProof.of("org.keycloak.urls.HostnameProvider", "getBaseUri",
            "jakarta.ws.rs.core.UriInfo", "org.keycloak.urls.UrlType");

    private HostnameProofs() {
    }
}
