package dev.latchkey.otp.account;

import java.util.Set;

/** Keycloak's required actions that set a credential. */
public final class CredentialActions {

    /** Their ids. */
    public static final Set<String> IDS = Set.of("UPDATE_PASSWORD", "CONFIGURE_TOTP",
            "CONFIGURE_RECOVERY_AUTHN_CODES", "webauthn-register", "webauthn-register-passwordless");

    private CredentialActions() {
    }
}
