package dev.latchkey.otp.rest;

import java.net.URI;

import dev.latchkey.common.net.FrontendUrl;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.models.RealmModel;

/** Where the pages behind mailed links are. */
public final class LinkAddress {

    /** Name of the realm resource that serves them. */
    public static final String RESOURCE = "latchkey-otp";
    /** Their path, followed by the challenge's id. */
    public static final String LINKS = "links";
    /** Parameter that carries the link's token; Keycloak's language switch keeps parameters of this name. */
    public static final String TOKEN = "token";

    private LinkAddress() {
    }

    /**
     * @param base        base address of the server
     * @param realm       the realm
     * @param challengeId the challenge
     * @return the address of its link page, to be added to
     */
    public static UriBuilder of(URI base, RealmModel realm, String challengeId) {
        return FrontendUrl.realm(base, realm).path(RESOURCE).path(LINKS).path(challengeId);
    }
}
