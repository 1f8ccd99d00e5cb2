package dev.latchkey.common.event;

import java.util.Locale;

/** The security-relevant steps of Latchkey, as its events name them. */
public enum AuditStep {

    /** A code, or a code and a link, was handed to the mail queue. */
    CODE_SENT("authn_token_created"),
    /** A code or link was right and is used up. */
    CODE_ACCEPTED("authn_login_success"),
    /** The number that a waiting page shows was typed where its link was opened in another browser. */
    NUMBER_CONFIRMED("authn_token_created"),
    /** A code or link was not accepted, or none was sent; the reason is recorded. */
    CODE_REFUSED("authn_login_fail"),
    /** A user has trusted a device. */
    DEVICE_TRUSTED("authn_token_created"),
    /** The second factor was skipped on a trusted device. */
    DEVICE_RECOGNISED("authn_login_success"),
    /** A trusted device was ahead of its row, as after a restore of the database, and the row has caught up. */
    DEVICE_CAUGHT_UP("authn_login_success"),
    /** Trust in a device has ended; the reason is recorded. */
    DEVICE_ENDED("authn_token_revoked"),
    /** An app has received a secret code. */
    SECRET_CODE_ISSUED("authn_token_created"),
    /** A secret code has signed its app in. */
    SECRET_CODE_REDEEMED("authn_login_success"),
    /** A secret code was ahead of its row, as after a restore of the database, and the row has caught up. */
    SECRET_CODE_CAUGHT_UP("authn_login_success"),
    /** A secret code was not accepted; the event has the reason, the answer does not. */
    SECRET_CODE_REFUSED("authn_login_fail"),
    /** A sign-in or reset would have gone on from before the account's password was set anew. */
    OLD_PASSWORD_REFUSED("authn_login_fail"),
    /** A sign-in would have gone on from before all sign-ins of its user were ended. */
    REVOKED_SIGN_IN_REFUSED("authn_login_fail"),
    /** A secret code is no longer usable; the reason is recorded. */
    SECRET_CODE_ENDED("authn_token_revoked"),
    /** A refresh token was not accepted; the reason is recorded. */
    REFRESH_REFUSED("authn_token_reuse"),
    /** A client's address has sent too many requests to Keycloak's own endpoints, and is blocked for a while. */
    ADDRESS_BLOCKED("excess_rate_limit_exceeded"),
    /** An admin has cleared an account's failures. */
    GUARD_CLEARED("user_updated"),
    /** A sign-in has succeeded by a request that no step of its flow took part in: how risky it was found. */
    RISK_RECORDED("authn_login_success"),
    /** A user or an admin has erased what is remembered of a user's sign-ins. */
    RISK_HISTORY_ERASED("user_updated"),
    /** An admin has had events sent once more that the webhook had given up. */
    WEBHOOK_REQUEUED("authz_admin"),
    /** An admin has added features of Latchkey to a realm. */
    REALM_SET_UP("authz_admin"),
    /** An admin has had taken back what the setup of a realm has changed. */
    REALM_SETUP_UNDONE("authz_admin");

    private final String owasp;

    AuditStep(String owasp) {
        this.owasp = owasp;
    }

    /** @return the value that events and docs use */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return the word that the OWASP logging vocabulary has for it, where no reason has a better one */
    public String owasp() {
        return owasp;
    }
}
