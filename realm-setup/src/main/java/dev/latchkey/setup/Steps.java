package dev.latchkey.setup;

import java.util.Set;

/** The ids of the steps that setup knows. */
public final class Steps {

    /** The step that mails a code in a browser. */
    public static final String EMAIL_CODE = "latchkey-email-otp";
    /** The same for apps. */
    public static final String APP_EMAIL_CODE = "latchkey-direct-email-otp";
    /** The condition that skips the second factor on a trusted device. */
    public static final String UNTRUSTED_DEVICE = "latchkey-untrusted-device";
    /** The step that trusts a device. */
    public static final String TRUST_DEVICE = "latchkey-trust-device";
    /** Keycloak's condition that the user has set up one of the factors beside it. */
    public static final String USER_CONFIGURED = "conditional-user-configured";
    /** Keycloak's condition on the credential that the user has signed in with. */
    public static final String CREDENTIAL = "conditional-credential";
    /** Keycloak's user name and password. */
    public static final String PASSWORD = "auth-username-password-form";
    /** Keycloak's user name of apps. */
    public static final String APP_USER = "direct-grant-validate-username";
    /** Keycloak's password of apps. */
    public static final String APP_PASSWORD = "direct-grant-validate-password";
    /** Keycloak's password by which the owner of an account links an identity to it. */
    public static final String LINK_PASSWORD = "idp-username-password-form";
    /** The steps that ask for a password in a browser: Keycloak's, and the one that takes numbers as well. */
    public static final Set<String> PASSWORDS = Set.of(PASSWORD, LINK_PASSWORD, "auth-password-form",
            "latchkey-number-password");
    /** Keycloak's second factors in a browser. */
    public static final Set<String> KEYCLOAKS_FACTORS = Set.of("auth-otp-form", "webauthn-authenticator",
            "auth-recovery-authn-code-form");
    /** The steps that mail a code. */
    public static final Set<String> CODES = Set.of(EMAIL_CODE, APP_EMAIL_CODE);

    private Steps() {
    }
}
