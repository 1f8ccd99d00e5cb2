package dev.latchkey.signin;

import java.util.EnumSet;
import java.util.Set;

/** What a step can prove about the user of one authentication. */
public enum Factor {

    /** A session of the same browser, from an earlier authentication. */
    SESSION,
    /** The assertion of an identity provider. */
    IDENTITY_PROVIDER,
    /** The account's password. */
    PASSWORD,
    /** A one-time code of an authenticator app. */
    AUTHENTICATOR_APP,
    /** One of the account's recovery codes. */
    RECOVERY_CODE,
    /** A security key, as second factor. */
    SECURITY_KEY,
    /** A passkey; whether it verified its user is the realm's policy. */
    PASSKEY,
    /** A secret code of a mobile app. */
    SECRET_CODE,
    /** Any other credential that Keycloak or an extension has accepted, such as a client certificate. */
    OTHER_CREDENTIAL,
    /** A code or link by e-mail, after a first factor. */
    EMAIL_CODE,
    /** A code by another channel than e-mail, after a first factor. */
    CHANNEL_CODE,
    /** A code or link by e-mail, before any other factor. */
    EMAIL_CODE_ALONE,
    /** A code by text to the number that names the account, before any other factor. */
    TEXT_CODE_ALONE,
    /** A code or link that allows a new password and nothing else. */
    RESET_CODE;

    private static final Set<Factor> BESIDE_A_PASSWORD =
            EnumSet.of(AUTHENTICATOR_APP, RECOVERY_CODE, SECURITY_KEY, PASSKEY, EMAIL_CODE, CHANNEL_CODE);

    /** @return whether passing it proves more than the name of an account */
    boolean proves() {
        return this != RESET_CODE;
    }

    /** @return whether it is a second factor after a password */
    boolean besidePassword() {
        return BESIDE_A_PASSWORD.contains(this);
    }
}
