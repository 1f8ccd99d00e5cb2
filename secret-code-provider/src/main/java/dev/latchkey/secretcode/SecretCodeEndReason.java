package dev.latchkey.secretcode;

import dev.latchkey.common.event.Reason;

/** Why a secret code is usable no more. */
public enum SecretCodeEndReason implements Reason {
    /** Its absolute lifetime is over. */
    EXPIRED,
    /** It was not used for too long. */
    IDLE,
    /** The password was changed since. */
    PASSWORD_CHANGED,
    /** The e-mail address was changed since. */
    EMAIL_CHANGED,
    /** A session that it opened, or that gave it, was logged out; or all of them, of the user, client or realm. */
    LOGGED_OUT,
    /** The account was disabled. */
    USER_DISABLED,
    /** The owner removed it. */
    REVOKED_BY_USER,
    /** An admin removed it. */
    REVOKED_BY_ADMIN,
    /** Its entry was deleted in one of Keycloak's consoles. */
    HANDLE_DELETED,
    /** The app was given a newer one. */
    REPLACED,
    /** An older generation was presented: somebody has a copy. */
    COPY_SEEN;

    @Override
    public String owasp() {
        return this == COPY_SEEN ? "authn_token_reuse" : "authn_token_revoked";
    }
}
