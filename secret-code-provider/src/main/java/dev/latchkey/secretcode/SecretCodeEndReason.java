package dev.latchkey.secretcode;

import dev.latchkey.common.event.Reason;

/** Why a secret code is no longer usable. */
public enum SecretCodeEndReason implements Reason {
    /** Its absolute lifetime is over. */
    EXPIRED,
    /** It was not used for too long. */
    IDLE,
    /** The password has changed since the code was issued or last used. */
    PASSWORD_CHANGED,
    /** The e-mail address has changed since the code was issued. */
    EMAIL_CHANGED,
    /**
     * A session that the code opened, or in which it was issued, was logged out; or all sessions of the user, client or
     * realm were.
     */
    LOGGED_OUT,
    /** The account was disabled. */
    USER_DISABLED,
    /** The owner removed it. */
    REVOKED_BY_USER,
    /** An admin removed it. */
    REVOKED_BY_ADMIN,
    /** Its entry was deleted in one of Keycloak's consoles. */
    HANDLE_DELETED,
    /** A newer code was issued to the app. */
    REPLACED,
    /** Replay: an older generation was presented, so the code may have been stolen. */
    COPY_SEEN;

    @Override
    public String owasp() {
        return this == COPY_SEEN ? "authn_token_reuse" : "authn_token_revoked";
    }
}
