package dev.latchkey.common.event;

/** Why a trusted device or a secret code has ended. */
public enum EndReason implements Reason {
    /** Its absolute lifetime is over. */
    EXPIRED,
    /** It was not used for too long. */
    IDLE,
    /** The password has changed since it was created or last used. */
    PASSWORD_CHANGED,
    /** The e-mail address has changed since it was created. */
    EMAIL_CHANGED,
    /**
     * Secret codes alone: a session that the code opened, or in which it was issued, was logged out; or all sessions of
     * the user, client or realm were.
     */
    LOGGED_OUT,
    /** The account was disabled. */
    USER_DISABLED,
    /** The owner removed it. */
    REVOKED_BY_USER,
    /** An admin removed it, or the client that a secret code was issued to. */
    REVOKED_BY_ADMIN,
    /** Its credential was deleted in one of Keycloak's consoles. */
    HANDLE_DELETED,
    /** The same browser or app has got a newer one. */
    REPLACED,
    /** Devices alone: the owner has trusted more than the policy allows, and this was the oldest. */
    TOO_MANY,
    /** An older generation of its secret was replayed: the secret has been copied. */
    COPY_SEEN;

    @Override
    public String owasp() {
        return this == COPY_SEEN ? "authn_token_reuse" : "authn_token_revoked";
    }
}
