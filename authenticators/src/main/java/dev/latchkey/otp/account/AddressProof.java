package dev.latchkey.otp.account;

import org.keycloak.credential.CredentialModel;

/** Stored credentials that say which address of a channel a user has proven. None of them signs in by itself. */
public final class AddressProof {

    /** The type of the credential of a proven telephone number. */
    public static final String PHONE = "latchkey-phone";

    /** The required action that sets it. */
    public static final String PHONE_ACTION = "latchkey-verify-phone";

    private AddressProof() {
    }

    /**
     * @param credential a stored credential
     * @return whether it only says that an address was proven
     */
    public static boolean is(CredentialModel credential) {
        return PHONE.equals(credential.getType());
    }
}
