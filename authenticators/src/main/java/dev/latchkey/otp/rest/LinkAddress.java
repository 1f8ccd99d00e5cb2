package dev.latchkey.otp.rest;

import java.net.URI;

import dev.latchkey.common.net.FrontendUrl;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.models.RealmModel;

/** The URLs of mailed links. */
public final class LinkAddress {

    /** Name of the realm resource that serves the link pages. */
    public static final String RESOURCE = "latchkey-otp";
    /** Path of the link pages below the realm resource, followed by the challenge's id. */
    public static final String LINKS = "links";
    /** Query parameter with the link's token; Keycloak's language switch keeps parameters of this name. */
    public static final String TOKEN = "token";

    private LinkAddress() {
    }

    /**
     * @param base        base URL of the server
     * @param realm       the realm
     * @param challengeId the challenge
     * @return the URL of its link page, as a builder without the token
     */
    public static UriBuilder of(URI base, RealmModel realm, String challengeId) {
        return FrontendUrl.realm(base, realm).path(RESOURCE).path(LINKS).path(challengeId);
    }
}
