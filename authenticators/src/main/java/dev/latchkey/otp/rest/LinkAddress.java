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

    /** Path of the state of a link below its page. */
    public static final String STATUS = "status";
    /** Query parameter with the id of the tab that waits. */
    public static final String TAB = "tab";
    /** Form field with the number that the waiting page shows. */
    public static final String NUMBER = "number";

    /** Form field with the request that the page with that form describes. */
    public static final String DESCRIBED = "described";

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

    /**
     * @param base        base URL of the server
     * @param realm       the realm
     * @param challengeId the challenge
     * @return the URL at which a waiting page asks whether there is anything new
     */
    public static URI status(URI base, RealmModel realm, String challengeId) {
        return of(base, realm, challengeId).path(STATUS).build();
    }
}
