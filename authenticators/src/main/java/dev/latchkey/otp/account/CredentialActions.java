package dev.latchkey.otp.account;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The required actions that set a credential, or the address by which one is set. */
public final class CredentialActions {

    /** The ids of those that set a credential. */
    public static final Set<String> IDS = Set.of("UPDATE_PASSWORD", "CONFIGURE_TOTP",
            "CONFIGURE_RECOVERY_AUTHN_CODES", "webauthn-register", "webauthn-register-passwordless",
            AddressProof.PHONE_ACTION);

    /** The ids of those that set a credential, and of those that may change the address to which codes are mailed. */
    public static final Set<String> OR_ADDRESS = Stream.concat(IDS.stream(),
            Stream.of("UPDATE_PROFILE", "VERIFY_PROFILE", "UPDATE_EMAIL")).collect(Collectors.toUnmodifiableSet());

    private CredentialActions() {
    }
}
