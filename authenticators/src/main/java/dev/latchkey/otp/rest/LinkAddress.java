package dev.latchkey.otp.rest;

import java.net.URI;
import java.util.Optional;

import dev.latchkey.common.net.FrontendUrl;
import jakarta.ws.rs.core.UriBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.RealmModel;

/** The URLs of mailed links. */
public final class LinkAddress {

    /** Name of the realm resource that serves the link pages. */
    public static final String RESOURCE = "latchkey-otp";
    /** Path of the link pages below the realm resource, followed by the challenge's id. */
    public static final String LINKS = "links";
    /** Query parameter with the link's token; Keycloak's language switch keeps parameters of this name. */
    public static final String TOKEN = "token";

    /** Query parameter with the application's {@code client_id}; Keycloak's language switch keeps one of this name. */
    public static final String APPLICATION = Constants.CLIENT_ID;

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
     * @param page        the URL of a link page, as a builder
     * @param application the application that the page leads back to where the link leads to no sign-in; empty for none
     * @return the URL of the page with that application
     */
    public static URI leadingTo(UriBuilder page, Optional<ClientModel> application) {
        // what is put in for a variable is encoded, braces included
        return application.map(client -> page.queryParam(APPLICATION, "{client}").build(client.getClientId()))
                .orElseGet(page::build);
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
