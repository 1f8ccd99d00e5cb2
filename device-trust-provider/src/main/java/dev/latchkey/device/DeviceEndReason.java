package dev.latchkey.device;

import dev.latchkey.common.event.Reason;

/** Why a device is no longer trusted. */
public enum DeviceEndReason implements Reason {
    /** Its absolute lifetime is over. */
    EXPIRED,
    /** It was not used for too long. */
    IDLE,
    /** The password was changed after the device was trusted. */
    PASSWORD_CHANGED,
    /** The e-mail address was changed after the device was trusted. */
    EMAIL_CHANGED,
    /** The owner removed it. */
    REVOKED_BY_USER,
    /** An admin removed it. */
    REVOKED_BY_ADMIN,
    /** Its credential was deleted in one of Keycloak's consoles. */
    HANDLE_DELETED,
    /** The same browser or app was trusted again, as a new device. */
    REPLACED,
    /** The owner has trusted more devices than the policy allows, and this was the oldest. */
    TOO_MANY,
    /** An older generation of its secret was replayed: the secret has been copied. */
    COPY_SEEN;

    @Override
    public String owasp() {
        return this == COPY_SEEN ? "authn_token_reuse" : "authn_token_revoked";
    }
}
