package dev.latchkey.nativeapi.rest;

import org.keycloak.OAuthErrorException;

/** Refuses a request with an error of RFC 6749 or of draft-ietf-oauth-first-party-apps-04. */
final class OAuthRefusal extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final String error;
    private final int status;

    OAuthRefusal(String error, String description) {
        this(error, description, BAD_REQUEST);
    }

    private OAuthRefusal(String error, String description, int status) {
        super(description);
        this.error = error;
        this.status = status;
    }

    static OAuthRefusal invalidRequest(String description) {
        return new OAuthRefusal(OAuthErrorException.INVALID_REQUEST, description);
    }

    /** The sign-in under way is not available: unknown, over, or bound to another client or another key. */
    static OAuthRefusal invalidSession() {
        return new OAuthRefusal("invalid_session", "The sign-in is over or not this app's; start over");
    }

    /** The flow needs a page that an app cannot show. */
    static OAuthRefusal redirectToWeb(String description) {
        return new OAuthRefusal("redirect_to_web", description, FORBIDDEN);
    }

    static OAuthRefusal accessDenied(String description) {
        return new OAuthRefusal(OAuthErrorException.ACCESS_DENIED, description, FORBIDDEN);
    }

    String error() {
        return error;
    }

    int status() {
        return status;
    }
}
