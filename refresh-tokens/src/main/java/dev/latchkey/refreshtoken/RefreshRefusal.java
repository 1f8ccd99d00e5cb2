package dev.latchkey.refreshtoken;

import dev.latchkey.common.event.Reason;

/** Why a refresh was refused, besides Keycloak's own reasons. */
public enum RefreshRefusal implements Reason {
    /** The refresh token was used before, more often than the realm allows. */
    TOKEN_REUSED("authn_token_reuse"),
    /** It came from another client than the one that asked for it. */
    SESSION_FINGERPRINT_MISMATCH("authz_fail");

    private final String owasp;

    RefreshRefusal(String owasp) {
        this.owasp = owasp;
    }

    @Override
    public String owasp() {
        return owasp;
    }
}
